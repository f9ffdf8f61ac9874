package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Digests of files as they lie on disk: a hash table of offsets, then rows. It is looked up where it lies, so that opening one of
 * 20,000 files costs a read and a checksum. Immutable but for the marks of what was used; those may race, for all write the same.
 */
final class DigestTable {
    private static final int MAGIC = 'J' << 24 | 'F' << 16 | 'D' << 8 | 2; // the last byte is the version
    private static final int HEADER_BYTES = 8; // magic, number of slots
    private static final int FIXED_ROW_BYTES = 2 + 4 * 8 + 32 + 4; // length of the path, four stamps, SHA-256, day

    static final DigestTable EMPTY = new DigestTable(ByteBuffer.allocate(HEADER_BYTES), 0);

    private final ByteBuffer file; // absolute reads only
    private final int slots;
    private final byte[] used; // by slot

    private DigestTable(ByteBuffer file, int slots) {
        this.file = file;
        this.slots = slots;
        this.used = new byte[slots];
    }

    /** What of a file's attributes must be the same for its digest to hold. */
    record Stamp(long sizeBytes, long mtimeNanos, long ctimeNanos, long inode) {}

    /** @param day of the last use, since the epoch */
    record Row(byte[] path, Stamp stamp, byte[] sha256, int day) {}

    static DigestTable read(byte[] bytes) throws DamagedFileException {
        ByteBuffer file = FrameReader.whole(bytes, "a list of file digests", MAGIC);
        int slots = file.getInt();
        if (Integer.bitCount(slots) != 1 || slots < 0 || slots > file.remaining() / 4) {
            throw new DamagedFileException("a list of file digests is damaged: got " + slots + " slots");
        }
        return new DigestTable(file, slots);
    }

    static void write(OutputStream out, List<Row> rows) throws IOException {
        int slots = Integer.highestOneBit(Math.max(4, rows.size() * 2 - 1)) * 2;
        int[] offsets = new int[slots];
        int offset = HEADER_BYTES + 4 * slots;
        for (Row row : rows) {
            int slot = slot(row.path, slots);
            while (offsets[slot] != 0) {
                slot = slot + 1 & slots - 1;
            }
            offsets[slot] = offset;
            offset += FIXED_ROW_BYTES + row.path.length;
        }
        FrameWriter frame = new FrameWriter(out, MAGIC);
        frame.u32(slots);
        for (int place : offsets) {
            frame.u32(place);
        }
        for (Row row : rows) {
            frame.shortBytes(row.path);
            frame.i64(row.stamp.sizeBytes);
            frame.i64(row.stamp.mtimeNanos);
            frame.i64(row.stamp.ctimeNanos);
            frame.i64(row.stamp.inode);
            frame.raw(row.sha256);
            frame.u32(row.day);
        }
        frame.end();
    }

    /** The digest of a path whose stamp is this one. */
    Optional<Digest> find(byte[] path, Stamp stamp) {
        int offset = offsetOf(path);
        int stamps = offset + 2 + path.length;
        return offset != 0 && stamp.equals(stamp(stamps))
                ? Optional.of(Digest.ofHash(sha256(stamps)))
                : Optional.empty();
    }

    /** The row of a path, whatever its stamp. */
    Optional<Row> row(byte[] path) {
        int offset = offsetOf(path);
        return offset == 0 ? Optional.empty() : Optional.of(row(offset, path));
    }

    /** Where the row of a path is, which is then one that was used; 0 when there is none. */
    private int offsetOf(byte[] path) {
        if (slots == 0) {
            return 0;
        }
        int slot = slot(path, slots);
        while (offset(slot) != 0 && !isPath(offset(slot), path)) {
            slot = slot + 1 & slots - 1;
        }
        used[slot] = 1;
        return offset(slot);
    }

    private Row row(int offset, byte[] path) {
        int stamps = offset + 2 + path.length;
        return new Row(path, stamp(stamps), sha256(stamps), file.getInt(stamps + 64));
    }

    /** About the number of rows: paths are counted as a part of one. */
    int size() {
        return slots == 0 ? 0 : (file.limit() - HEADER_BYTES - 4 * slots) / FIXED_ROW_BYTES;
    }

    /** Adds all rows to a list, those that were used as of this day. */
    void rows(List<Row> rows, int today) {
        for (int slot = 0; slot < slots; slot++) {
            int offset = offset(slot);
            if (offset != 0) {
                byte[] path = new byte[file.getShort(offset) & 0xffff];
                file.get(offset + 2, path);
                Row row = row(offset, path);
                rows.add(used[slot] == 1 ? new Row(path, row.stamp, row.sha256, today) : row);
            }
        }
    }

    private int offset(int slot) {
        return file.getInt(HEADER_BYTES + 4 * slot);
    }

    private boolean isPath(int offset, byte[] path) {
        if ((file.getShort(offset) & 0xffff) != path.length) {
            return false;
        }
        byte[] bytes = file.array();
        return Arrays.equals(bytes, offset + 2, offset + 2 + path.length, path, 0, path.length);
    }

    private Stamp stamp(int at) {
        return new Stamp(file.getLong(at), file.getLong(at + 8), file.getLong(at + 16), file.getLong(at + 24));
    }

    private byte[] sha256(int stamps) {
        byte[] hash = new byte[32];
        file.get(stamps + 32, hash);
        return hash;
    }

    private static int slot(byte[] path, int slots) {
        int hash = Arrays.hashCode(path);
        return (hash ^ hash >>> 15) * 0x2c1b3c6d >>> 8 & slots - 1;
    }
}
