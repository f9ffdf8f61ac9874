package dev.jbuild.cache.store;

import dev.jbuild.core.oci.Digest;
import java.util.Arrays;

/**
 * A digest that is remembered, as bytes, as it lies on disk: the length of its name, the name, what it holds for, the SHA-256 and the
 * day of its last use, since the epoch. Rows are made by the ten thousand in programs that live for a second; hence no objects and no buffers.
 */
final class DigestRow {
    static final int FIXED_BYTES = 2 + 4 * 8 + 32 + 4; // all but the name

    private static final int NAME_AT = 2;
    private static final int SHA256_AT = 4 * Long.BYTES; // behind the name, as is all that follows
    private static final int DAY_AT = SHA256_AT + 32;

    private DigestRow() {}

    /** What must be the same for a digest to hold: of a file these, of a directory's answer what stands for them. */
    record Stamp(long sizeBytes, long mtimeNanos, long ctimeNanos, long inode) {}

    static byte[] of(byte[] name, Stamp stamp, byte[] sha256, int day) {
        byte[] row = new byte[FIXED_BYTES + name.length];
        row[0] = (byte) (name.length >> 8);
        row[1] = (byte) name.length;
        System.arraycopy(name, 0, row, NAME_AT, name.length);
        int at = NAME_AT + name.length;
        putLong(row, at, stamp.sizeBytes);
        putLong(row, at + 8, stamp.mtimeNanos);
        putLong(row, at + 16, stamp.ctimeNanos);
        putLong(row, at + 24, stamp.inode);
        System.arraycopy(sha256, 0, row, at + SHA256_AT, sha256.length);
        putInt(row, at + DAY_AT, day);
        return row;
    }

    static int nameLength(byte[] rows, int row) {
        return (rows[row] & 0xff) << 8 | rows[row + 1] & 0xff;
    }

    static byte[] name(byte[] rows, int row) {
        return Arrays.copyOfRange(rows, row + NAME_AT, row + NAME_AT + nameLength(rows, row));
    }

    /** {@link Arrays#hashCode(byte[])} of the name. */
    static int nameHash(byte[] rows, int row) {
        int hash = 1;
        int end = row + NAME_AT + nameLength(rows, row);
        for (int i = row + NAME_AT; i < end; i++) {
            hash = 31 * hash + rows[i];
        }
        return hash;
    }

    static boolean isNamed(byte[] rows, int row, byte[] name) {
        int start = row + NAME_AT;
        return nameLength(rows, row) == name.length
                && Arrays.equals(rows, start, start + name.length, name, 0, name.length);
    }

    static int length(byte[] rows, int row) {
        return FIXED_BYTES + nameLength(rows, row);
    }

    static boolean holdsFor(byte[] rows, int row, Stamp stamp) {
        int at = row + NAME_AT + nameLength(rows, row);
        return getLong(rows, at) == stamp.sizeBytes
                && getLong(rows, at + 8) == stamp.mtimeNanos
                && getLong(rows, at + 16) == stamp.ctimeNanos
                && getLong(rows, at + 24) == stamp.inode;
    }

    static long sizeBytes(byte[] rows, int row) {
        return getLong(rows, row + NAME_AT + nameLength(rows, row));
    }

    static Digest content(byte[] rows, int row) {
        int at = row + NAME_AT + nameLength(rows, row) + SHA256_AT;
        return Digest.ofHash(Arrays.copyOfRange(rows, at, at + 32));
    }

    static int day(byte[] rows, int row) {
        return getInt(rows, row + NAME_AT + nameLength(rows, row) + DAY_AT);
    }

    static void setDay(byte[] rows, int row, int day) {
        putInt(rows, row + NAME_AT + nameLength(rows, row) + DAY_AT, day);
    }

    private static void putLong(byte[] to, int at, long value) {
        putInt(to, at, (int) (value >>> 32));
        putInt(to, at + 4, (int) value);
    }

    static void putInt(byte[] to, int at, int value) {
        to[at] = (byte) (value >> 24);
        to[at + 1] = (byte) (value >> 16);
        to[at + 2] = (byte) (value >> 8);
        to[at + 3] = (byte) value;
    }

    private static long getLong(byte[] from, int at) {
        return (long) getInt(from, at) << 32 | getInt(from, at + 4) & 0xffffffffL;
    }

    private static int getInt(byte[] from, int at) {
        return from[at] << 24 | (from[at + 1] & 0xff) << 16 | (from[at + 2] & 0xff) << 8 | from[at + 3] & 0xff;
    }
}
