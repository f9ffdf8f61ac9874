package dev.jbuild.core.deflate;

import java.util.Arrays;

/**
 * Literals and matches in their order, and how often each symbol of deflate's two alphabets is needed for them. Used by one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5">RFC 1951, section 3.2.5</a>
 */
final class Tokens {
    static final int END = 256; // the symbol that ends a block
    static final int SYMBOLS = 286; // literals, END, lengths
    static final int DISTANCE_SYMBOLS = 30;
    private static final int MAX =
            16 * 1024; // then a block ends: its codes fit what is in it, and cost little beside it

    /** By a length, less the least: its symbol. */
    private static final byte[] LENGTH_SYMBOLS = new byte[256];

    private static final int[] LENGTH_BASES = new int[SYMBOLS - END - 1];
    private static final int FIRST_OF_PAIRS = 8; // the first symbol of lengths that has extra bits
    private static final int LONGEST = LENGTH_BASES.length - 1; // 258 has a symbol of its own

    static {
        int length = 0;
        for (int symbol = 0; symbol < LONGEST; symbol++) {
            LENGTH_BASES[symbol] = length;
            for (int i = 0; i < 1 << lengthExtraBits(symbol); i++) {
                LENGTH_SYMBOLS[length++] = (byte) symbol;
            }
        }
        LENGTH_BASES[LONGEST] = 255;
        LENGTH_SYMBOLS[255] = (byte) LONGEST;
    }

    final int[] frequencies = new int[SYMBOLS];
    final int[] distanceFrequencies = new int[DISTANCE_SYMBOLS];
    private final int[] tokens = new int[MAX];
    private int count;
    private int coveredBytes;

    /** How many blocks so many bytes are at most. */
    static int blocks(int sizeBytes) {
        return sizeBytes / (MAX - 1) + 1;
    }

    void clear() {
        Arrays.fill(frequencies, 0);
        Arrays.fill(distanceFrequencies, 0);
        frequencies[END] = 1;
        count = 0;
        coveredBytes = 0;
    }

    void literal(byte value) {
        int symbol = value & 0xff;
        tokens[count++] = symbol;
        frequencies[symbol]++;
        coveredBytes++;
    }

    /** Takes a match of {@link MatchFinder}. */
    void match(int match) {
        int length = match >>> MatchFinder.LENGTH_SHIFT;
        tokens[count++] = match;
        frequencies[END + 1 + lengthSymbol(length)]++;
        distanceFrequencies[distanceSymbol(match & MatchFinder.DISTANCE_MASK)]++;
        coveredBytes += length;
    }

    boolean isFull() {
        return count == MAX;
    }

    /** Whether only one more is taken. */
    boolean isAlmostFull() {
        return count >= MAX - 1;
    }

    int count() {
        return count;
    }

    int get(int index) {
        return tokens[index];
    }

    /** How many bytes they stand for. */
    int coveredBytes() {
        return coveredBytes;
    }

    static boolean isLiteral(int token) {
        return token < END;
    }

    static int lengthSymbol(int length) {
        return LENGTH_SYMBOLS[length - MatchFinder.MIN_LENGTH];
    }

    static int lengthExtra(int length, int symbol) {
        return length - MatchFinder.MIN_LENGTH - LENGTH_BASES[symbol];
    }

    static int lengthExtraBits(int symbol) {
        return symbol < FIRST_OF_PAIRS || symbol == LONGEST ? 0 : (symbol >>> 2) - 1;
    }

    static int distanceSymbol(int distance) {
        int from0 = distance - 1;
        if (from0 < 4) {
            return from0;
        }
        int bits = 31 - Integer.numberOfLeadingZeros(from0);
        return 2 * bits + (from0 >>> bits - 1 & 1);
    }

    static int distanceExtraBits(int symbol) {
        return symbol < 4 ? 0 : (symbol >>> 1) - 1;
    }

    static int distanceExtra(int distance, int symbol) {
        return distance - 1 & (1 << distanceExtraBits(symbol)) - 1;
    }

    /** The bits beside the codes. */
    long extraBits() {
        long bits = 0;
        for (int symbol = 0; symbol < LENGTH_BASES.length; symbol++) {
            bits += (long) frequencies[END + 1 + symbol] * lengthExtraBits(symbol);
        }
        for (int symbol = 0; symbol < DISTANCE_SYMBOLS; symbol++) {
            bits += (long) distanceFrequencies[symbol] * distanceExtraBits(symbol);
        }
        return bits;
    }
}
