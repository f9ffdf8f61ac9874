package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;

/**
 * Up to 1 MiB of a gzip stream with the 32 KiB that stand before it, and what becomes of it: deflated and ended at a byte, or
 * stored when that is shorter or the block does not look as if it could be. Used by one thread at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>
 */
final class GzipBlock {
    static final int BLOCK_BYTES = 1024 * 1024; // 1 MiB
    private static final int WINDOW_BYTES = 32 * 1024; // as far as deflate looks back
    private static final int MAX_STORED_BYTES = 0xffff; // what one stored block of deflate can hold
    private static final int STORED_HEADER_BYTES = 5;

    private final byte[] bytes = new byte[WINDOW_BYTES + BLOCK_BYTES]; // the block begins at WINDOW_BYTES
    private final byte[] compressed = new byte[storedBytes(BLOCK_BYTES)]; // deflated or stored
    private int windowBytes;
    private int length;
    private int compressedBytes;

    /** Empties it; what is appended comes after the bytes of another block, which is full. */
    void startAfter(GzipBlock previous) {
        System.arraycopy(previous.bytes, BLOCK_BYTES, bytes, 0, WINDOW_BYTES);
        windowBytes = WINDOW_BYTES;
        length = 0;
        compressedBytes = 0;
    }

    /** Takes as many bytes as there is room for, and says how many. */
    int append(byte[] from, int offset, int count) {
        int taken = Math.min(count, BLOCK_BYTES - length);
        System.arraycopy(from, offset, bytes, WINDOW_BYTES + length, taken);
        length += taken;
        return taken;
    }

    boolean isFull() {
        return length == BLOCK_BYTES;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Decides by the bytes alone. */
    void compress(int level) {
        int deflated = level == 0 || Density.isDense(bytes, WINDOW_BYTES, length) ? 0 : deflate(level);
        compressedBytes = deflated > 0 ? deflated : store();
    }

    /** Deflates it; the number of bytes, 0 when there are not fewer than stored. */
    private int deflate(int level) {
        int limit = storedBytes(length);
        Deflater deflater = new Deflater(level, true);
        try {
            if (windowBytes > 0) {
                deflater.setDictionary(bytes, WINDOW_BYTES - windowBytes, windowBytes);
            }
            deflater.setInput(bytes, WINDOW_BYTES, length);
            int count = deflater.deflate(compressed, 0, limit, Deflater.SYNC_FLUSH);
            return count < limit ? count : 0;
        } finally {
            deflater.end();
        }
    }

    /** Stores it; the number of bytes. */
    private int store() {
        int to = 0;
        for (int at = 0; at < length; at += MAX_STORED_BYTES) {
            int count = Math.min(MAX_STORED_BYTES, length - at);
            compressed[to] = 0;
            writeShort(to + 1, count);
            writeShort(to + 3, ~count);
            System.arraycopy(bytes, WINDOW_BYTES + at, compressed, to + STORED_HEADER_BYTES, count);
            to += STORED_HEADER_BYTES + count;
        }
        return to;
    }

    private void writeShort(int at, int value) {
        compressed[at] = (byte) value;
        compressed[at + 1] = (byte) (value >>> Byte.SIZE);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(compressed, 0, compressedBytes);
    }

    private static int storedBytes(int length) {
        int blocks = (length + MAX_STORED_BYTES - 1) / MAX_STORED_BYTES;
        return length + blocks * STORED_HEADER_BYTES;
    }
}
