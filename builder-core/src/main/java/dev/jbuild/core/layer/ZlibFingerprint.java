package dev.jbuild.core.layer;

import dev.jbuild.core.oci.Digest;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Which zlib this is, told by what it does: Java links the system's or its own and names neither. Text of a fixed sequence is
 * deflated; two libraries that give the same bytes for it are taken for the same.
 */
final class ZlibFingerprint {
    private static final int SAMPLE_BYTES = 64 * 1024; // 64 KiB
    private static final int VERSION = 2; // of how streams are cut into blocks, and of which blocks are stored

    private ZlibFingerprint() {}

    /** Twelve digits for a level. */
    static String of(int level) {
        Deflater deflater = new Deflater(level, true);
        byte[] deflated = new byte[2 * SAMPLE_BYTES];
        try {
            deflater.setInput(sample());
            int count = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
            deflated[count] = VERSION;
            return Digest.of(Arrays.copyOf(deflated, count + 1)).shortHex();
        } finally {
            deflater.end();
        }
    }

    /** Words of few letters, repeated now and then: literals, near and far matches, long and short. */
    private static byte[] sample() {
        byte[] sample = new byte[SAMPLE_BYTES];
        int state = 1;
        int at = 0;
        while (at < sample.length) {
            state = state * 1_103_515_245 + 12_345; // the generator of ISO C's example
            int choice = state >>> 16;
            int length = Math.min(1 + (choice & 0x3f), sample.length - at);
            boolean copy = (choice & 0xc0) == 0 && at > 0;
            int from = copy ? Math.floorMod(choice * 31, at) : 0;
            for (int i = 0; i < length; i++) {
                sample[at + i] =
                        copy && from + i < at ? sample[from + i] : (byte) ('a' + ((choice * (i + 3)) >>> 5 & 0x1f));
            }
            at += length;
        }
        return sample;
    }
}
