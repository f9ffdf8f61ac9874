package dev.jbuild.core.step;

import dev.jbuild.core.context.HashedStream;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.step.Selection.SourceFile;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, read and hashed a chunk ahead of who takes them. At the end they are compared with the digest that
 * the file is known by: one that changed meanwhile is a BuildException CONTEXT_INVALID, before its last byte is out. As long as a file
 * can tell that it is still the one that was hashed, its bytes are not hashed again. Reading begins when it is made. Used by one thread.
 */
final class FileReadAhead extends InputStream {
    static final int CHUNK_BYTES = 256 * 1024; // 256 KiB

    private final Placed file;
    private final TreeEntry.RegularFile wanted;
    private final boolean verified; // by the stream itself
    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final Lookahead<byte[]> chunks;
    private long begunBytes;
    private long readBytes;
    private boolean unhashed; // up to readBytes, for they are those that were hashed before
    private byte[] chunk = new byte[0];
    private int taken;
    private @Nullable InputStream
            in; // opened by the first chunk's work; each chunk is begun when the one before was taken

    FileReadAhead(Placed file, Executor work) {
        this.file = file;
        this.verified =
                file.content() instanceof SourceFile from && from.of().tree().verifiesItself();
        this.wanted = (TreeEntry.RegularFile) file.entry();
        this.chunks = new Lookahead<>(work);
        if (wanted.sizeBytes() > 0) {
            begin();
        }
    }

    private void begin() {
        int length = (int) Math.min(CHUNK_BYTES, wanted.sizeBytes() - begunBytes);
        begunBytes += length;
        boolean last = begunBytes == wanted.sizeBytes();
        chunks.begin(() -> read(length, last));
    }

    private byte[] read(int length, boolean last) throws IOException {
        if (in == null) {
            in = file.content().open();
            unhashed = isAsHashed(in);
        }
        byte[] bytes = new byte[length];
        int count = in.readNBytes(bytes, 0, length);
        if (unhashed && !isAsHashed(in)) {
            unhashed = false;
            hashAgain();
        }
        if (!verified && !unhashed) {
            hash.update(bytes, 0, count);
        }
        readBytes += count;
        if (count < length || last && !isWanted()) {
            throw file.changed();
        }
        if (last) {
            in.close();
        }
        return bytes;
    }

    private boolean isAsHashed(InputStream open) throws IOException {
        return open instanceof HashedStream hashed && hashed.isStill(wanted.content());
    }

    /**
     * Hashes what was read before somebody touched the file, as it is now. When all has the digest that is wanted, this part has not
     * changed, and what is still to come has not either.
     */
    private void hashAgain() throws IOException {
        byte[] buffer = new byte[(int) Math.min(CHUNK_BYTES, readBytes)];
        long left = readBytes;
        try (InputStream again = file.content().open()) {
            while (left > 0) {
                int count = again.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                if (count == 0) {
                    throw file.changed();
                }
                hash.update(buffer, 0, count);
                left -= count;
            }
        }
    }

    private boolean isWanted() throws IOException {
        if (unhashed) {
            return true;
        }
        return verified
                ? Objects.requireNonNull(in).read() < 0 // which throws when the bytes are others
                : Digest.ofHash(hash.digest()).equals(wanted.content());
    }

    private boolean fill() throws IOException {
        while (taken == chunk.length) {
            if (chunks.size() == 0) {
                return false;
            }
            chunk = chunks.take();
            taken = 0;
            if (begunBytes < wanted.sizeBytes()) {
                begin();
            }
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[taken++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - taken);
        System.arraycopy(chunk, taken, bytes, offset, count);
        taken += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        chunks.close();
        chunk = new byte[0];
        taken = 0;
        if (in != null) {
            in.close();
        }
    }
}
