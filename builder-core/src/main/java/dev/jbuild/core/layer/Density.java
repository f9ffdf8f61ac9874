package dev.jbuild.core.layer;

/**
 * Tells bytes that do not compress (archives, pictures, keys) from others, some fifty times faster than trying. Some bytes of the whole
 * are counted: a tenth of text or code among them shows. Only where all values are about equally frequent, slices are looked at closely,
 * for alphabets of their own and for repetitions. Nothing but the bytes decides: logarithms are StrictMath's.
 */
final class Density {
    private static final int MIN_BYTES = 256 * 1024; // below, trying costs little and counting says little
    private static final int STRIDE = 13; // counted is each 13th byte; records of programs have other lengths
    private static final double DENSE_BITS = 7.9; // of 8 in a byte
    private static final int SLICES = 4;
    private static final int SLICE_BYTES = 16 * 1024; // 16 KiB
    private static final double DENSE_RATIO = 0.98;
    private static final int SEEN_BITS = 14; // of the number of sequences that are remembered
    private static final int GOLDEN = 0x9e3779b1; // Knuth's multiplier, which spreads over the upper bits

    private Density() {}

    /** True when deflate would hardly make these bytes shorter. */
    static boolean isDense(byte[] bytes, int offset, int length) {
        return length >= MIN_BYTES
                && entropyBits(bytes, offset, length, STRIDE) >= DENSE_BITS
                && estimatedRatio(bytes, offset, length) >= DENSE_RATIO;
    }

    /** Shannon's entropy of each so many-th byte. */
    private static double entropyBits(byte[] bytes, int offset, int length, int stride) {
        int[] counts = new int[256];
        int total = 0;
        for (int i = offset; i < offset + length; i += stride) {
            counts[bytes[i] & 0xff]++;
            total++;
        }
        double sum = 0;
        for (int count : counts) {
            sum += count == 0 ? 0 : count * StrictMath.log(count);
        }
        return (StrictMath.log(total) - sum / total) / StrictMath.log(2);
    }

    /** What codes of a length for each value, and references for what stands there already, would make of the slices. */
    private static double estimatedRatio(byte[] bytes, int offset, int length) {
        int[] seen = new int[1 << SEEN_BITS]; // the last sequence of four bytes in each place
        double bits = 0;
        int repeated = 0;
        for (int slice = 0; slice < SLICES; slice++) {
            int from = offset + (int) ((long) slice * length / SLICES);
            bits += entropyBits(bytes, from, SLICE_BYTES, 1) / SLICES;
            repeated += repeated(bytes, from, seen);
        }
        return bits / Byte.SIZE * (1 - (double) repeated / (SLICES * SLICE_BYTES));
    }

    /** The number of places in a slice that end a sequence of four bytes that was seen, and is remembered. */
    private static int repeated(byte[] bytes, int from, int[] seen) {
        int repeated = 0;
        int four = 0;
        for (int i = from; i < from + SLICE_BYTES; i++) {
            four = four << Byte.SIZE | bytes[i] & 0xff;
            int place = four * GOLDEN >>> Integer.SIZE - SEEN_BITS;
            if (seen[place] == four) {
                repeated++;
            } else {
                seen[place] = four;
            }
        }
        return repeated;
    }
}
