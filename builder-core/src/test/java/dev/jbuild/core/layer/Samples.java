package dev.jbuild.core.layer;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Bytes that compress, and bytes that do not. */
public final class Samples {
    private Samples() {}

    /** Noise. */
    public static byte[] noise(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Words of a small vocabulary. */
    public static byte[] text(int size, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(size + 16);
        while (text.length() < size) {
            text.append(Integer.toString(random.nextInt(3_000) * 7_919, 36))
                    .append(random.nextInt(9) == 0 ? "\n" : " ");
        }
        text.setLength(size);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Pieces of noise and of text in turn. */
    public static byte[] mixed(int size, int piece, long seed) {
        byte[] bytes = text(size, seed);
        for (int start = 0; start < size; start += 2 * piece) {
            int count = Math.min(piece, size - start);
            System.arraycopy(noise(count, seed + start), 0, bytes, start, count);
        }
        return bytes;
    }
}
