package dev.jbuild.cli;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The blobs of a store or a layout as files, wherever below a directory they lie. Only for reading; nothing is locked. */
final class FileBlobs implements BlobStore {
    private final Map<Digest, Path> files =
            new TreeMap<>((one, other) -> one.hex().compareTo(other.hex()));

    /** @param directory {@code blobs/sha256} */
    FileBlobs(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory, 2)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{64}")) {
                    files.put(Digest.parse("sha256:" + name), file);
                }
            }
        }
    }

    Map<Digest, Path> files() {
        return files;
    }

    @Override
    public OptionalLong sizeBytes(Digest digest) throws IOException {
        Path file = files.get(digest);
        return file == null ? OptionalLong.empty() : OptionalLong.of(Files.size(file));
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        Path file = files.get(digest);
        if (file == null) {
            throw new NoSuchFileException("blob " + digest);
        }
        return new Verified(Files.newInputStream(file), digest);
    }

    @Override
    public SeekableByteChannel openChannel(Digest digest) throws IOException {
        return Files.newByteChannel(files.get(digest));
    }

    @Override
    public Optional<Path> file(Digest digest) {
        return Optional.ofNullable(files.get(digest));
    }

    @Override
    public BlobWriter create() {
        throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public void delete(Digest digest) {
        throw new UnsupportedOperationException("only for reading");
    }

    /** Says at its end when the bytes were others. */
    private static final class Verified extends FilterInputStream {
        private final Digest digest;
        private final MessageDigest hash;

        Verified(InputStream in, Digest digest) {
            super(in);
            this.digest = digest;
            try {
                this.hash = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                hash.update(bytes, offset, count);
            } else if (count < 0 && !HexFormat.of().formatHex(digestNow()).equals(digest.hex())) {
                throw new DamagedBlobException("blob " + digest + " has other bytes");
            }
            return count;
        }

        private byte[] digestNow() {
            try {
                return ((MessageDigest) hash.clone()).digest(); // the end may be read again
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
