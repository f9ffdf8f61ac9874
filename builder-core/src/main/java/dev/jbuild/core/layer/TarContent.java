package dev.jbuild.core.layer;

import dev.jbuild.core.oci.StreamHash;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The content of one entry of a tar, from the first byte to the last, holes as zeros. Closing does nothing. Used by one thread. */
final class TarContent extends InputStream {
    private static final int HOLE_BYTES = 64 * 1024; // of zeros that are hashed at once

    private final TarInput in;
    private final @Nullable SparseMap map;
    private final long sizeBytes;
    private long position;
    private long storedLeft;
    private int piece;

    /** Of a file in one piece. */
    TarContent(TarInput in, long sizeBytes) {
        this.in = in;
        this.map = null;
        this.sizeBytes = sizeBytes;
        this.storedLeft = sizeBytes;
    }

    /** Of a sparse file. */
    TarContent(TarInput in, SparseMap map) {
        this.in = in;
        this.map = map;
        this.sizeBytes = map.sizeBytes();
        this.storedLeft = map.storedBytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position == sizeBytes) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        long hole = holeBytes();
        int count;
        if (hole > 0) {
            count = (int) Math.min(hole, length);
            java.util.Arrays.fill(bytes, offset, offset + count, (byte) 0);
        } else {
            count = in.read(bytes, offset, (int) Math.min(length, pieceBytes()));
            if (count < 0) {
                throw new InvalidArchiveException("the archive is truncated: it ends inside a file");
            }
            storedLeft -= count;
        }
        position += count;
        return count;
    }

    /** Gives all that is left to a hash. */
    void digest(StreamHash hash) throws IOException {
        byte[] zeros = {};
        while (position < sizeBytes) {
            long hole = holeBytes();
            long count;
            if (hole > 0) {
                zeros = zeros.length == 0 ? new byte[HOLE_BYTES] : zeros;
                count = Math.min(hole, zeros.length);
                hash.update(zeros, 0, (int) count);
            } else {
                count = pieceBytes();
                in.skip(count, hash);
                storedLeft -= count;
            }
            position += count;
        }
    }

    /** Of the whole content. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Passes over what is stored and was not read. */
    void pass() throws IOException {
        in.skip(storedLeft, null);
        storedLeft = 0;
        position = sizeBytes;
    }

    /** The length of the hole at this position, 0 where there is none. */
    private long holeBytes() {
        if (map == null) {
            return 0;
        }
        while (piece < map.count() && position >= map.offset(piece) + map.length(piece)) {
            piece++;
        }
        long next = piece < map.count() ? map.offset(piece) : sizeBytes;
        return Math.max(0, next - position);
    }

    private long pieceBytes() {
        return (map == null ? sizeBytes : map.offset(piece) + map.length(piece)) - position;
    }
}
