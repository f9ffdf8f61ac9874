package dev.jbuild.core.step;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Whole contents of small files, read and checked in batches ahead of who takes them: for many small files, handing each to another
 * thread would cost more than reading it. Used by one thread.
 */
final class SmallFiles implements AutoCloseable {
    static final int MOST_BYTES = 128 * 1024; // 128 KiB; larger files are read in chunks
    private static final int BATCH_FILES = 64;
    private static final int BATCH_BYTES = 512 * 1024; // 512 KiB

    private final Lookahead<byte[][]> batches;
    private List<Placed> collected = new ArrayList<>();
    private long collectedBytes;
    private byte[][] current = new byte[0][];
    private int taken;

    SmallFiles(Executor work) {
        this.batches = new Lookahead<>(work);
    }

    /** Has a file read, behind all that were added before. */
    void add(Placed file) {
        collected.add(file);
        collectedBytes += ((TreeEntry.RegularFile) file.entry()).sizeBytes();
        if (collected.size() == BATCH_FILES || collectedBytes >= BATCH_BYTES) {
            begin();
        }
    }

    private void begin() {
        List<Placed> files = collected;
        batches.begin(() -> read(files));
        collected = new ArrayList<>();
        collectedBytes = 0;
    }

    /** The content of the file that was added first and not taken. */
    byte[] take() throws IOException {
        if (taken == current.length) {
            if (batches.size() == 0) {
                begin();
            }
            current = batches.take();
            taken = 0;
        }
        byte[] content = current[taken];
        current[taken++] = new byte[0]; // to be collected
        return content;
    }

    private static byte[][] read(List<Placed> files) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        byte[][] contents = new byte[files.size()][];
        for (int i = 0; i < contents.length; i++) {
            Placed file = files.get(i);
            TreeEntry.RegularFile wanted = (TreeEntry.RegularFile) file.entry();
            byte[] content = new byte[(int) wanted.sizeBytes()];
            try (InputStream in = content.length == 0
                    ? InputStream.nullInputStream()
                    : file.content().open()) {
                int count = in.readNBytes(content, 0, content.length);
                if (count < content.length
                        || !Digest.ofHash(hash.digest(content)).equals(wanted.content())) {
                    throw file.changed();
                }
            }
            contents[i] = content;
        }
        return contents;
    }

    @Override
    public void close() {
        batches.close();
    }
}
