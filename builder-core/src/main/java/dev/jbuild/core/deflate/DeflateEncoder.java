package dev.jbuild.core.deflate;

/**
 * Compresses pieces of a stream to deflate's format. Nothing decides the bytes but the piece, what stands before it and the level.
 * Used by one thread, for as many pieces as one likes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951">RFC 1951</a>
 */
public final class DeflateEncoder {
    /** As far as a match may lie back. */
    public static final int WINDOW_BYTES = MatchFinder.WINDOW;

    private static final int BITS_OF_A_BYTE = 4; // that a match is longer, about: it would be part of another match
    private static final int LITERAL_BITS = 2; // more than that byte's, about

    private final Effort effort;
    private final MatchFinder matches;
    private final Tokens tokens = new Tokens();
    private final BitOutput out = new BitOutput();
    private final BlockWriter writer = new BlockWriter(out);

    /** @param level 1, the fastest, to 9, the smallest */
    public DeflateEncoder(int level) {
        this.effort = Effort.of(level);
        this.matches = new MatchFinder(effort.tries(), effort.goodLength());
    }

    /** Room that {@link #encode} needs for a piece. */
    public static int maxBytes(int length) {
        return BlockWriter.maxBytes(length, Tokens.blocks(length)) + BitOutput.SLACK_BYTES;
    }

    /**
     * Compresses a piece whose stream does not end with it, but which ends at a whole byte.
     *
     * @param windowBytes how many bytes before it matches may refer to
     * @param to takes the result from its first byte on; of at least {@link #maxBytes}
     * @return the number of bytes of the result
     */
    public int encode(byte[] bytes, int windowBytes, int offset, int length, byte[] to) {
        int end = offset + length;
        matches.start(bytes, offset - windowBytes, offset, end);
        out.start(to);
        int at = offset;
        while (at < end) {
            tokens.clear();
            at = effort.lazyLength() == 0 ? findGreedily(bytes, at, end) : findLazily(bytes, at, end);
            writer.write(tokens, bytes, at);
        }
        writer.writeStored(bytes, end, 0);
        return out.position();
    }

    private int findGreedily(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && !tokens.isFull()) {
            int match = matches.find(at, 0, 0);
            if (match == 0) {
                tokens.literal(bytes[at++]);
            } else {
                tokens.match(match);
                int next = at + (match >>> MatchFinder.LENGTH_SHIFT);
                matches.insert(at + 1, next);
                at = next;
            }
        }
        return at;
    }

    private int findLazily(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && !tokens.isFull()) {
            int match = matches.find(at, 0, 0);
            if (match == 0) {
                tokens.literal(bytes[at++]);
                continue;
            }
            int known = at + 1;
            int length = match >>> MatchFinder.LENGTH_SHIFT;
            while (length < effort.lazyLength() && !tokens.isAlmostFull()) {
                int later = matches.find(at + 1, length, 1);
                known = at + 2;
                if (later == 0 || !isWorthALiteral(later, match)) {
                    break;
                }
                tokens.literal(bytes[at++]);
                match = later;
                length = match >>> MatchFinder.LENGTH_SHIFT;
            }
            tokens.match(match);
            matches.insert(known, at + length);
            at += length;
        }
        return at;
    }

    /** Whether a longer match that begins a byte later saves more than the literal before it, and its own distance, cost. */
    private static boolean isWorthALiteral(int later, int match) {
        int longer = (later >>> MatchFinder.LENGTH_SHIFT) - (match >>> MatchFinder.LENGTH_SHIFT);
        int fewerDistanceBits = Integer.numberOfLeadingZeros(later & MatchFinder.DISTANCE_MASK)
                - Integer.numberOfLeadingZeros(match & MatchFinder.DISTANCE_MASK);
        return BITS_OF_A_BYTE * longer + fewerDistanceBits > LITERAL_BITS;
    }
}
