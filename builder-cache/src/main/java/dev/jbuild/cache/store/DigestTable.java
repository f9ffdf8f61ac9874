package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Digests of files as they lie on disk: a hash table of offsets, then each a {@link DigestRow}. It is looked up where it lies, so that
 * opening one of 20,000 files costs a read and a checksum. Immutable but for the marks of what was used; those may race, for all write
 * the same.
 */
final class DigestTable {
    private static final int MAGIC = 'J' << 24 | 'F' << 16 | 'D' << 8 | 2; // the last byte is the version
    private static final int HEADER_BYTES = 8; // magic, number of slots
    private static final int NONE = 0; // no row is there, for the header is

    static final DigestTable EMPTY = new DigestTable(new byte[HEADER_BYTES], HEADER_BYTES, 0);

    private final byte[] file;
    private final int end; // of its rows
    private final int slots;
    private final byte[] used; // by slot

    private DigestTable(byte[] file, int end, int slots) {
        this.file = file;
        this.end = end;
        this.slots = slots;
        this.used = new byte[slots];
    }

    static DigestTable read(byte[] bytes) throws DamagedFileException {
        ByteBuffer file = FrameReader.whole(bytes, "a list of file digests", MAGIC);
        int slots = file.getInt();
        if (Integer.bitCount(slots) != 1 || slots < 0 || slots > file.remaining() / 4) {
            throw new DamagedFileException("a list of file digests is damaged: got " + slots + " slots");
        }
        return new DigestTable(bytes, file.limit(), slots);
    }

    /** The bytes that rows lie in; they begin where {@link #rowOf} says. */
    byte[] bytes() {
        return file;
    }

    boolean isEmpty() {
        return slots == 0;
    }

    /**
     * Where the row of a name is, which is then one that was used; negative when there is none.
     *
     * @param hash {@link Arrays#hashCode(byte[])} of the name, which a path knows of itself
     */
    int rowOf(byte[] name, int hash) {
        if (slots == 0) {
            return -1;
        }
        int slot = slot(hash, slots);
        while (offset(slot) != NONE && !DigestRow.isNamed(file, offset(slot), name)) {
            slot = slot + 1 & slots - 1;
        }
        used[slot] = 1;
        return offset(slot) == NONE ? -1 : offset(slot);
    }

    /** About the number of rows: names are counted as a part of one. */
    int size() {
        return slots == 0 ? 0 : (end - HEADER_BYTES - 4 * slots) / DigestRow.FIXED_BYTES;
    }

    /** Whether a row is to be written again. */
    @FunctionalInterface
    interface Choice {
        boolean isKept(byte[] rows, int row);
    }

    /**
     * Writes those rows of this table that are kept, and others.
     *
     * @param today is noted in those that were used
     */
    void write(OutputStream out, Choice kept, List<byte[]> others, int today) throws IOException {
        int[] old = new int[slots];
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            int row = offset(slot);
            if (row == NONE) {
                continue;
            }
            if (used[slot] == 1) {
                DigestRow.setDay(file, row, today);
            }
            if (kept.isKept(file, row)) {
                old[count++] = row;
            }
        }
        write(out, Arrays.copyOf(old, count), others);
    }

    private void write(OutputStream out, int[] old, List<byte[]> others) throws IOException {
        int count = old.length + others.size();
        int newSlots = Integer.highestOneBit(Math.max(4, count * 2 - 1)) * 2;
        byte[] places = new byte[4 * newSlots];
        int next = HEADER_BYTES + places.length;
        for (int row : old) {
            next = place(places, file, row, next);
        }
        for (byte[] row : others) {
            next = place(places, row, 0, next);
        }
        FrameWriter frame = new FrameWriter(out, MAGIC);
        frame.u32(newSlots);
        frame.raw(places);
        for (int row : old) {
            frame.raw(file, row, DigestRow.length(file, row));
        }
        for (byte[] row : others) {
            frame.raw(row);
        }
        frame.end();
    }

    /** Has a row lie at an offset of the file that is written; returns that of the row behind it. */
    private static int place(byte[] places, byte[] rows, int row, int offset) {
        int most = places.length / 4 - 1;
        int slot = slot(DigestRow.nameHash(rows, row), most + 1);
        while ((places[4 * slot] | places[4 * slot + 1] | places[4 * slot + 2] | places[4 * slot + 3]) != 0) {
            slot = slot + 1 & most;
        }
        DigestRow.putInt(places, 4 * slot, offset);
        return offset + DigestRow.length(rows, row);
    }

    private int offset(int slot) {
        int at = HEADER_BYTES + 4 * slot;
        return (file[at] & 0xff) << 24 | (file[at + 1] & 0xff) << 16 | (file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff;
    }

    private static int slot(int hash, int slots) {
        return (hash ^ hash >>> 15) * 0x2c1b3c6d >>> 8 & slots - 1;
    }
}
