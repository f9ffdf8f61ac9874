package dev.jbuild.core.tree;

import java.util.Arrays;

/**
 * Encoded files that follow one another in a directory and have mode and owner in common, as most files of a layer do: tells of one that it
 * is just what {@link PackedWriter} makes of some file, without decoding it and encoding it again. Used by one thread.
 */
final class SiblingFiles {
    private static final int MOST_NUMBER_BYTES = 9; // of a long that is not negative
    private static final int MOST_GROUP_BYTES = 4; // of an int that surely is none
    private static final int SHA256_BYTES = 32;
    private static final int NAME_AT = 2;

    private byte[]
            common = {}; // number of the directory, mode, owner and group of the file before, as they are encoded

    /** Takes an entry that is known to be right as the one before. */
    void follow(byte[] encoded) {
        PackedReader reader = new PackedReader(encoded, 0);
        int flags = reader.flags();
        reader.skipName();
        int start = reader.position();
        if (isPlain(flags)) {
            reader.parent();
            reader.number();
            reader.number();
            reader.number();
            common = Arrays.copyOfRange(encoded, start, reader.position());
        } else {
            common = new byte[0];
        }
    }

    private static boolean isPlain(int flags) {
        return (flags & ~(PackedEntries.HAS_OFFSET | PackedEntries.HAS_LINK_GROUP)) == PackedEntries.FILE;
    }

    /** True for a file of the same directory, mode and owner as the one before; false for what has to be decoded to know. */
    boolean isAnother(byte[] bytes, int from, int to) {
        if (common.length == 0 || to - from < NAME_AT || !isPlain(bytes[from] & 0xff)) {
            return false;
        }
        int at = from + NAME_AT + nameLength(bytes, from);
        int end = at + common.length;
        if (end > to
                || !Arrays.equals(bytes, at, end, common, 0, common.length)
                || !isName(bytes, from + NAME_AT, at)) {
            return false;
        }
        end = behindNumber(bytes, end, Math.min(to, end + MOST_NUMBER_BYTES)); // time
        end = end < 0 ? end : behindNumber(bytes, end, Math.min(to, end + MOST_NUMBER_BYTES)); // size
        end = end < 0 ? end : end + SHA256_BYTES;
        if ((bytes[from] & PackedEntries.HAS_OFFSET) != 0 && end > 0) {
            end = behindNumber(bytes, end, Math.min(to, end + MOST_NUMBER_BYTES));
        }
        if ((bytes[from] & PackedEntries.HAS_LINK_GROUP) != 0 && end > 0) {
            int group = end;
            end = behindNumber(bytes, end, Math.min(to, end + MOST_GROUP_BYTES));
            end = end > 0 && bytes[group] == 0 ? -1 : end;
        }
        return end == to;
    }

    static int nameStart(int from) {
        return from + NAME_AT;
    }

    static int nameLength(byte[] bytes, int from) {
        return bytes[from + 1] & 0xff;
    }

    private static boolean isName(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] == '.' && (to - from == 1 || to - from == 2 && bytes[from + 1] == '.')) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                return false;
            }
        }
        return true;
    }

    /** Behind a number in its shortest form; negative when there is none before the limit. */
    private static int behindNumber(byte[] bytes, int from, int limit) {
        for (int at = from; at < limit; at++) {
            if (bytes[at] >= 0) {
                return bytes[at] == 0 && at > from ? -1 : at + 1;
            }
        }
        return -1;
    }
}
