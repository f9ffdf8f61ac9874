package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Writes a layer of many files, or of one large one, reads it again, merges and digests its tree, and prints what each took of the
 * processor. Run by {@link LargeLayerTest} in a small heap.
 */
public final class LargeLayer {
    private static final Attributes PLAIN = new Attributes(0644, 0, 0, 7);

    private LargeLayer() {}

    /** Arguments: {@code files COUNT FILE-BYTES} or {@code zeros BYTES}. */
    public static void main(String[] args) throws IOException {
        Path tar = Files.createTempFile("large", ".tar");
        try {
            if (args[0].equals("files")) {
                files(tar, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            } else {
                zeros(tar, Long.parseLong(args[1]));
            }
        } finally {
            Files.delete(tar);
        }
    }

    private static void files(Path tar, int count, int fileBytes) throws IOException {
        WrittenLayer written = timed("write", () -> {
            try (LayerWriter writer = LayerWriter.create(store(tar), directory -> PLAIN)) {
                for (int i = 0; i < count; i++) {
                    byte[] bytes = new byte[fileBytes];
                    bytes[0] = (byte) i;
                    TreePath path = TreePath.of("usr/share/doc/package-%04d/file-%06d".formatted(i / 20, i));
                    writer.addFile(
                            new NewFile(path, PLAIN.withMtimeSeconds(i), fileBytes, 0),
                            () -> new java.io.ByteArrayInputStream(bytes));
                }
                return writer.commit();
            }
        });
        ReadLayer read = timed("read", () -> read(tar, written.diffId()));
        check(read.index().equals(written.index()), "the index read is not the index written");
        Tree tree = timed("merge", () -> Tree.EMPTY.apply(read.diffId(), read.index()));
        timed("digest", () -> tree.contentDigest(TreePath.ROOT).orElseThrow());
    }

    private static void zeros(Path tar, long sizeBytes) throws IOException {
        WrittenLayer written = timed("write", () -> {
            try (LayerWriter writer = LayerWriter.create(store(tar), directory -> PLAIN)) {
                writer.addFile(new NewFile(TreePath.of("zeros"), PLAIN, sizeBytes, 0), () -> new Zeros(sizeBytes));
                return writer.commit();
            }
        });
        check(written.sizeBytes() > sizeBytes, "the tar is too small");
    }

    private static ReadLayer read(Path tar, DiffId layer) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(tar), 1 << 16)) {
            return LayerReader.readLayer(in, layer, TarLimits.DEFAULT);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    private interface Work<R> {
        R run() throws IOException;
    }

    private static <R> R timed(String what, Work<R> work) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        R result = work.run();
        System.out.printf("%s %d ms%n", what, (threads.getCurrentThreadCpuTime() - start) / 1_000_000);
        return result;
    }

    /** A store that can only take one blob, in a file, or nowhere when it is mostly zeros. */
    private static BlobStore store(Path file) {
        InMemoryBlobStore rest = new InMemoryBlobStore();
        return (BlobStore) Proxy.newProxyInstance(
                LargeLayer.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (proxy, method, args) ->
                        method.getName().equals("create") ? new FileBlob(file) : method.invoke(rest, args));
    }

    private static final class FileBlob extends BlobWriter {
        private static final byte[] NOTHING = new byte[128 * 1024];

        private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        private final OutputStream out;
        private long sizeBytes;

        FileBlob(Path file) throws IOException {
            this.out = Files.newOutputStream(file);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            hash.update(bytes, offset, length);
            sizeBytes += length;
            if (length != NOTHING.length || !java.util.Arrays.equals(bytes, NOTHING)) {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public Digest commit() {
            return Digest.ofHash(hash.digest());
        }

        @Override
        public void commit(Digest expected) {
            throw new UnsupportedOperationException("only new layers are written here");
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** So many zero bytes, as a sparse file has them. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long sizeBytes) {
            this.left = sizeBytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            java.util.Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
