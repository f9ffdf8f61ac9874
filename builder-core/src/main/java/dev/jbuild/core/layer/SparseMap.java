package dev.jbuild.core.layer;

import dev.jbuild.core.layer.TarFormat.Field;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the stored pieces of a sparse file belong. Pieces are in order, do not overlap and lie inside the file.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_section/Sparse-Formats.html">GNU tar, sparse formats</a>
 */
final class SparseMap {
    private static final int PIECE_BYTES = 24; // offset and length, 12 octal digits each
    private static final Field OLD_REAL_SIZE = new Field(483, 12);
    private static final int OLD_FIRST = 386;
    private static final int OLD_FIRST_COUNT = 4;
    private static final int OLD_EXTENDED = 482;
    private static final int MORE_COUNT = 21;
    private static final int MORE_EXTENDED = 504;
    private static final int MAX_PIECES = TarLimits.SPECIAL_BYTES / PIECE_BYTES;

    private final long sizeBytes;
    private long[] offsets = new long[8];
    private long[] lengths = new long[8];
    private int count;
    private long storedBytes;
    private long covered; // the end of the last piece

    private SparseMap(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    /** Of GNU's own format: four pieces in the header, 21 in each block that follows. */
    static SparseMap old(HeaderBlock header, TarInput in) throws IOException {
        SparseMap map = new SparseMap(header.size(OLD_REAL_SIZE, "size of a sparse file"));
        map.pieces(header.bytes(), OLD_FIRST, OLD_FIRST_COUNT);
        boolean more = header.bytes()[OLD_EXTENDED] != 0;
        for (int taken = 0; more; taken += TarFormat.BLOCK_BYTES) {
            if (taken > TarLimits.SPECIAL_BYTES) {
                throw new InvalidArchiveException("a sparse map of more than 1 MiB");
            }
            byte[] block = in.readBytes(TarFormat.BLOCK_BYTES);
            map.pieces(block, 0, MORE_COUNT);
            more = block[MORE_EXTENDED] != 0;
        }
        return map;
    }

    /** Of the PAX formats 0.0 and 0.1: {@code offset,length,…}. */
    static SparseMap ofText(byte[] text, long sizeBytes) throws IOException {
        SparseMap map = new SparseMap(sizeBytes);
        long offset = -1;
        for (int at = 0; at < text.length; ) {
            int end = at;
            while (end < text.length && text[end] != ',') {
                end++;
            }
            long value = TarNumbers.decimal(Arrays.copyOfRange(text, at, end), "sparse map");
            if (offset < 0) {
                offset = value;
            } else {
                map.add(offset, value);
                offset = -1;
            }
            at = end + 1;
        }
        if (offset >= 0) {
            throw new InvalidArchiveException("a sparse map with half a piece");
        }
        return map;
    }

    /** Of the PAX format 1.0: decimal lines before the content, padded to a block. */
    static SparseMap ofContent(TarInput in, long sizeBytes) throws IOException {
        SparseMap map = new SparseMap(sizeBytes);
        DecimalLines lines = new DecimalLines(in);
        for (long left = lines.next(); left > 0; left--) {
            map.add(lines.next(), lines.next());
        }
        return map;
    }

    /** Adds pieces up to one that is empty. */
    private void pieces(byte[] block, int start, int most) throws InvalidArchiveException {
        for (int i = 0; i < most; i++) {
            int at = start + i * PIECE_BYTES;
            if (block[at] == 0) {
                return;
            }
            long offset = TarNumbers.field(block, new Field(at, 12), "sparse map");
            add(offset, TarNumbers.field(block, new Field(at + 12, 12), "sparse map"));
        }
    }

    private void add(long offset, long length) throws InvalidArchiveException {
        if (offset < covered || length < 0 || offset > sizeBytes || length > sizeBytes - offset) {
            throw new InvalidArchiveException("a sparse map with a piece outside of the file or over another");
        }
        if (count == MAX_PIECES) {
            throw new InvalidArchiveException("a sparse map with more than " + MAX_PIECES + " pieces");
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        offsets[count] = offset;
        lengths[count++] = length;
        covered = offset + length;
        storedBytes += length;
    }

    /** Of the whole file. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Of the pieces. */
    long storedBytes() {
        return storedBytes;
    }

    int count() {
        return count;
    }

    long offset(int piece) {
        return offsets[piece];
    }

    long length(int piece) {
        return lengths[piece];
    }

    /** Reads numbers, one a line, and counts blocks. */
    private static final class DecimalLines {
        private final TarInput in;
        private byte[] block = {};
        private int next;
        private int taken;

        DecimalLines(TarInput in) {
            this.in = in;
        }

        long next() throws IOException {
            byte[] digits = new byte[20];
            for (int length = 0; length < digits.length; length++) {
                byte b = octet();
                if (b == '\n') {
                    return TarNumbers.decimal(Arrays.copyOf(digits, length), "sparse map");
                }
                digits[length] = b;
            }
            throw new InvalidArchiveException("a sparse map that is no list of numbers");
        }

        private byte octet() throws IOException {
            if (next == block.length) {
                taken += TarFormat.BLOCK_BYTES;
                if (taken > TarLimits.SPECIAL_BYTES) {
                    throw new InvalidArchiveException("a sparse map of more than 1 MiB");
                }
                block = in.readBytes(TarFormat.BLOCK_BYTES);
                next = 0;
            }
            return block[next++];
        }
    }
}
