package dev.jbuild.core.layer;

import dev.jbuild.core.oci.StreamHash;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a tar, buffered, counted, limited and, if wanted, hashed as they come. Does not close what is below. Used by one
 * thread.
 */
final class TarInput {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final InputStream in;
    private final @Nullable StreamHash hash;
    private final long limitBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private long filled; // bytes that came from below

    TarInput(InputStream in, @Nullable StreamHash hash, long limitBytes) {
        this.in = in;
        this.hash = hash;
        this.limitBytes = limitBytes;
    }

    /** The number of bytes taken so far. */
    long position() {
        return filled - (end - next);
    }

    /** Fills the block; false when the stream ended before its first byte. */
    boolean readBlock(byte[] block) throws IOException {
        int first = read(block, 0, block.length);
        if (first < 0) {
            return false;
        }
        readFully(block, first, block.length - first);
        return true;
    }

    /** So many bytes; the caller has bounded them. */
    byte[] readBytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        readFully(bytes, 0, length);
        return bytes;
    }

    int read(byte[] bytes, int offset, int length) throws IOException {
        if (next == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(buffer, next, bytes, offset, count);
        next += count;
        return count;
    }

    /** Passes over so many bytes; they go to the hash of the content, if there is one. */
    void skip(long bytes, @Nullable StreamHash content) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (next == end && !fill()) {
                throw truncated();
            }
            int count = (int) Math.min(left, end - next);
            if (content != null) {
                content.update(buffer, next, count);
            }
            next += count;
            left -= count;
        }
    }

    /** Passes over all that is left, which may be no more than so many bytes. */
    void drain(long mostBytes) throws IOException {
        long from = position();
        do {
            if (filled - from > mostBytes) {
                throw new InvalidArchiveException(
                        "the archive goes on for more than %d bytes behind its end mark".formatted(mostBytes));
            }
            next = end;
        } while (fill());
    }

    private void readFully(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = read(bytes, offset + done, length - done);
            if (count < 0) {
                throw truncated();
            }
            done += count;
        }
    }

    private boolean fill() throws IOException {
        int count;
        do {
            count = in.read(buffer, 0, buffer.length);
        } while (count == 0);
        if (count < 0) {
            return false;
        }
        filled += count;
        if (filled > limitBytes) {
            throw new InvalidArchiveException("the archive has more than " + limitBytes + " bytes uncompressed");
        }
        if (hash != null) {
            hash.update(buffer, 0, count);
        }
        next = 0;
        end = count;
        return true;
    }

    private InvalidArchiveException truncated() {
        return new InvalidArchiveException("the archive is truncated: it ends after " + filled + " bytes");
    }
}
