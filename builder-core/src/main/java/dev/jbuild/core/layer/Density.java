package dev.jbuild.core.layer;

import java.util.zip.Deflater;

/**
 * Tells bytes that do not compress (archives, pictures, keys) from others, forty times faster than trying. Some bytes of the whole
 * are counted: a tenth of text or code among them shows. Only where all values are about equally frequent, slices are deflated to
 * find repetitions. Nothing but the bytes decides: logarithms are StrictMath's.
 */
final class Density {
    private static final int MIN_BYTES = 256 * 1024; // below, trying costs little and counting says little
    private static final int STRIDE = 13; // counted is each 13th byte; records of programs have other lengths
    private static final double DENSE_BITS = 7.9; // of 8 in a byte
    private static final int SLICES = 4;
    private static final int SLICE_BYTES = 16 * 1024; // 16 KiB
    private static final double DENSE_RATIO = 0.98;

    private Density() {}

    /** True when deflate would hardly make these bytes shorter. */
    static boolean isDense(byte[] bytes, int offset, int length) {
        return length >= MIN_BYTES
                && entropyBits(bytes, offset, length) >= DENSE_BITS
                && deflatedRatio(bytes, offset, length) >= DENSE_RATIO;
    }

    /** Shannon's entropy of the counted bytes. */
    private static double entropyBits(byte[] bytes, int offset, int length) {
        int[] counts = new int[256];
        int total = 0;
        for (int i = offset; i < offset + length; i += STRIDE) {
            counts[bytes[i] & 0xff]++;
            total++;
        }
        double sum = 0;
        for (int count : counts) {
            sum += count == 0 ? 0 : count * StrictMath.log(count);
        }
        return (StrictMath.log(total) - sum / total) / StrictMath.log(2);
    }

    private static double deflatedRatio(byte[] bytes, int offset, int length) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        byte[] unread = new byte[2 * SLICE_BYTES];
        long deflated = 0;
        try {
            for (int slice = 0; slice < SLICES; slice++) {
                deflater.reset();
                deflater.setInput(bytes, offset + (int) ((long) slice * length / SLICES), SLICE_BYTES);
                deflater.finish();
                deflated += deflater.deflate(unread);
            }
        } finally {
            deflater.end();
        }
        return (double) deflated / (SLICES * SLICE_BYTES);
    }
}
