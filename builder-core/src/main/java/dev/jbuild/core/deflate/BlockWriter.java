package dev.jbuild.core.deflate;

import java.util.Arrays;

/**
 * Writes tokens as one of deflate's blocks: with codes of its own, with the fixed ones, or as the bytes that they stand for, whichever
 * is shortest. Used by one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951#section-3.2.3">RFC 1951, section 3.2.3</a>
 */
final class BlockWriter {
    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;
    private static final int HEADER_BITS = 3; // not the last, and the kind
    private static final int MAX_STORED_BYTES = 0xffff;
    private static final int MAX_STORED_HEADER_BYTES = 6; // its three bits, the rest of their byte, two numbers
    private static final int MAX_CODE_LENGTH = 15;
    private static final HuffmanCode FIXED_CODE = HuffmanCode.ofLengths(fixedLengths(), MAX_CODE_LENGTH);
    private static final HuffmanCode FIXED_DISTANCES = HuffmanCode.ofLengths(fixedDistances(), MAX_CODE_LENGTH);

    private final BitOutput out;
    private final HuffmanCode code = new HuffmanCode(Tokens.SYMBOLS, MAX_CODE_LENGTH);
    private final HuffmanCode distances = new HuffmanCode(Tokens.DISTANCE_SYMBOLS, MAX_CODE_LENGTH);
    private final CodeLengths codeLengths = new CodeLengths();
    private final int[] lengthBits = new int[MatchFinder.MAX_LENGTH + 1]; // of a length: code and extra bits,
    private final int[] lengthBitCounts = new int[MatchFinder.MAX_LENGTH + 1]; // and how many they are

    BlockWriter(BitOutput out) {
        this.out = out;
    }

    /** Room for so many bytes in so many blocks, and for an empty one. */
    static int maxBytes(int coveredBytes, int blocks) {
        return coveredBytes + MAX_STORED_HEADER_BYTES * (coveredBytes / MAX_STORED_BYTES + blocks + 1);
    }

    /** Writes tokens; the bytes that they stand for end before {@code end}. */
    void write(Tokens tokens, byte[] bytes, int end) {
        code.build(tokens.frequencies);
        distances.build(tokens.distanceFrequencies);
        codeLengths.describe(code, distances);
        long extra = tokens.extraBits();
        long dynamicBits = HEADER_BITS
                + codeLengths.bits()
                + extra
                + code.bits(tokens.frequencies)
                + distances.bits(tokens.distanceFrequencies);
        long fixedBits = HEADER_BITS
                + extra
                + FIXED_CODE.bits(tokens.frequencies)
                + FIXED_DISTANCES.bits(tokens.distanceFrequencies);
        int covered = tokens.coveredBytes();
        long storedBits = (long) Byte.SIZE * (maxBytes(covered, 1) - MAX_STORED_HEADER_BYTES);
        if (storedBits <= Math.min(fixedBits, dynamicBits)) {
            writeStored(bytes, end - covered, covered);
        } else if (fixedBits <= dynamicBits) {
            out.put(FIXED << 1, HEADER_BITS);
            writeTokens(tokens, FIXED_CODE, FIXED_DISTANCES);
        } else {
            out.put(DYNAMIC << 1, HEADER_BITS);
            codeLengths.writeTo(out);
            writeTokens(tokens, code, distances);
        }
    }

    /** Bytes as they are; none at all end the stream at a whole byte. */
    void writeStored(byte[] bytes, int offset, int count) {
        int at = 0;
        do {
            int part = Math.min(MAX_STORED_BYTES, count - at);
            out.put(STORED << 1, HEADER_BITS);
            out.align();
            out.put((long) (~part & 0xffff) << 16 | part, 32);
            out.put(bytes, offset + at, part);
            at += part;
        } while (at < count);
    }

    private void writeTokens(Tokens tokens, HuffmanCode symbols, HuffmanCode distanceSymbols) {
        prepareLengths(symbols);
        BitOutput to = out;
        int[] codes = symbols.codes;
        int[] lengths = symbols.lengths;
        for (int i = 0; i < tokens.count(); i++) {
            int token = tokens.get(i);
            if (Tokens.isLiteral(token)) {
                to.put(codes[token], lengths[token]);
            } else {
                int length = token >>> MatchFinder.LENGTH_SHIFT;
                int distance = token & MatchFinder.DISTANCE_MASK;
                int symbol = Tokens.distanceSymbol(distance);
                int count = lengthBitCounts[length];
                long bits = lengthBits[length] | (long) distanceSymbols.codes[symbol] << count;
                count += distanceSymbols.lengths[symbol];
                bits |= (long) Tokens.distanceExtra(distance, symbol) << count;
                to.put(bits, count + Tokens.distanceExtraBits(symbol));
            }
        }
        to.put(codes[Tokens.END], lengths[Tokens.END]);
    }

    private void prepareLengths(HuffmanCode symbols) {
        for (int length = MatchFinder.MIN_LENGTH; length <= MatchFinder.MAX_LENGTH; length++) {
            int symbol = Tokens.lengthSymbol(length);
            int codeLength = symbols.lengths[Tokens.END + 1 + symbol];
            lengthBits[length] =
                    symbols.codes[Tokens.END + 1 + symbol] | Tokens.lengthExtra(length, symbol) << codeLength;
            lengthBitCounts[length] = codeLength + Tokens.lengthExtraBits(symbol);
        }
    }

    private static int[] fixedLengths() {
        int[] lengths = new int[288]; // two of them stand for nothing, but take their place
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            lengths[symbol] = symbol < 144 || symbol >= 280 ? 8 : symbol < 256 ? 9 : 7;
        }
        return lengths;
    }

    private static int[] fixedDistances() {
        int[] lengths = new int[32]; // likewise
        Arrays.fill(lengths, 5);
        return lengths;
    }
}
