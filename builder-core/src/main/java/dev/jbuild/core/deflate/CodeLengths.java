package dev.jbuild.core.deflate;

import java.util.Arrays;

/**
 * How the lengths of a block's two codes are told before it: run lengths, in a third code, whose own lengths take three bits each.
 * Used by one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7">RFC 1951, section 3.2.7</a>
 */
final class CodeLengths {
    private static final int SYMBOLS = 19;
    private static final int MAX_CODE_LENGTH = 7;
    private static final int REPEAT = 16; // the length before, three to six times
    private static final int ZEROS = 17; // three to ten
    private static final int MANY_ZEROS = 18; // 11 to 138
    private static final int MIN_SYMBOLS = 257;
    private static final int COUNTS_BITS = 5 + 5 + 4;
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int[] EXTRA_BITS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7};
    private static final int SYMBOL_BITS = 5; // of what is described: the symbol, and above it the extra bits

    private final HuffmanCode code = new HuffmanCode(SYMBOLS, MAX_CODE_LENGTH);
    private final int[] frequencies = new int[SYMBOLS];
    private final int[] described = new int[Tokens.SYMBOLS + Tokens.DISTANCE_SYMBOLS];
    private int count;
    private int symbols;
    private int distanceSymbols;
    private int toldLengths;

    void describe(HuffmanCode literals, HuffmanCode distances) {
        symbols = used(literals.lengths, MIN_SYMBOLS);
        distanceSymbols = used(distances.lengths, 1);
        int[] lengths = Arrays.copyOf(literals.lengths, symbols + distanceSymbols);
        System.arraycopy(distances.lengths, 0, lengths, symbols, distanceSymbols);
        Arrays.fill(frequencies, 0);
        count = 0;
        int next;
        for (int at = 0; at < lengths.length; at = next) {
            next = at + 1;
            while (next < lengths.length && lengths[next] == lengths[at]) {
                next++;
            }
            run(lengths[at], next - at);
        }
        code.build(frequencies);
        toldLengths = SYMBOLS;
        while (toldLengths > 4 && code.lengths[ORDER[toldLengths - 1]] == 0) {
            toldLengths--;
        }
    }

    private static int used(int[] lengths, int min) {
        int count = lengths.length;
        while (count > min && lengths[count - 1] == 0) {
            count--;
        }
        return count;
    }

    private void run(int length, int times) {
        int left = times;
        if (length != 0) {
            add(length, 0);
            left--;
        }
        while (left >= 3) {
            int most = length != 0 ? 6 : left > 10 ? 138 : 10;
            int part = Math.min(most, left);
            if (length != 0) {
                add(REPEAT, part - 3);
            } else if (part <= 10) {
                add(ZEROS, part - 3);
            } else {
                add(MANY_ZEROS, part - 11);
            }
            left -= part;
        }
        for (; left > 0; left--) {
            add(length, 0);
        }
    }

    private void add(int symbol, int extra) {
        described[count++] = extra << SYMBOL_BITS | symbol;
        frequencies[symbol]++;
    }

    /** What {@link #writeTo} will write. */
    long bits() {
        long bits = COUNTS_BITS + 3L * toldLengths + code.bits(frequencies);
        for (int symbol = REPEAT; symbol < SYMBOLS; symbol++) {
            bits += (long) frequencies[symbol] * EXTRA_BITS[symbol];
        }
        return bits;
    }

    void writeTo(BitOutput out) {
        out.put(symbols - MIN_SYMBOLS | distanceSymbols - 1 << 5 | toldLengths - 4 << 10, COUNTS_BITS);
        for (int i = 0; i < toldLengths; i++) {
            out.put(code.lengths[ORDER[i]], 3);
        }
        for (int i = 0; i < count; i++) {
            int symbol = described[i] & (1 << SYMBOL_BITS) - 1;
            int extra = described[i] >>> SYMBOL_BITS;
            out.put(code.codes[symbol] | extra << code.lengths[symbol], code.lengths[symbol] + EXTRA_BITS[symbol]);
        }
    }
}
