package dev.jbuild.core.oci;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 that asks the JDK for its own only when there is much to hash: finding that one, through the security providers and their
 * configuration, and compiling it costs a start of the program more than hashing all keys and documents here, of a build of some dozens of
 * steps. The first short messages of a process are hashed by this class, everything else by the JDK's, which the processor helps. Used
 * by one thread.
 *
 * @see <a href="https://doi.org/10.6028/NIST.FIPS.180-4">FIPS 180-4, section 6.2</a>
 */
final class LateSha256 extends MessageDigest {
    static final int SHORT_BYTES = 8192;
    private static final int EARLY_BYTES = 512 * 1024; // in all; at a tenth of a second for each 10 MiB
    private static final int BLOCK = 64;
    private static final int HASH = 32;
    private static final int LENGTH_FIELD = 8;
    private static final AtomicInteger DONE =
            new AtomicInteger(); // bytes; only ever decides who computes the same value

    private byte[] message = new byte[4 * BLOCK];
    private int length;
    private @Nullable MessageDigest other;

    private LateSha256() {
        super("SHA-256");
    }

    /** True while a process has hashed so little that it is worth it. */
    static boolean isEarly() {
        return DONE.get() < EARLY_BYTES;
    }

    static MessageDigest create() {
        return new LateSha256();
    }

    @Override
    protected int engineGetDigestLength() {
        return HASH;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int count) {
        if (other == null && count > SHORT_BYTES - length) {
            other = Digest.Algorithm.SHA256.ofJdk();
            other.update(message, 0, length);
        }
        if (other != null) {
            other.update(input, offset, count);
            return;
        }
        if (length + count > message.length) {
            message = Arrays.copyOf(message, Math.max(2 * message.length, length + count));
        }
        System.arraycopy(input, offset, message, length, count);
        length += count;
    }

    @Override
    protected byte[] engineDigest() {
        byte[] hash = other == null ? hash() : other.digest();
        engineReset();
        return hash;
    }

    @Override
    protected void engineReset() {
        length = 0;
        other = null;
    }

    private byte[] hash() {
        DONE.addAndGet(length + BLOCK);
        Sha256Block state = new Sha256Block();
        int whole = length / BLOCK * BLOCK;
        for (int i = 0; i < whole; i += BLOCK) {
            state.add(message, i);
        }
        int rest = length - whole;
        byte[] end = new byte[rest + 1 + LENGTH_FIELD <= BLOCK ? BLOCK : 2 * BLOCK];
        System.arraycopy(message, whole, end, 0, rest);
        end[rest] = (byte) 0x80;
        long bits = 8L * length;
        for (int i = 0; i < LENGTH_FIELD; i++) {
            end[end.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        for (int i = 0; i < end.length; i += BLOCK) {
            state.add(end, i);
        }
        return state.toBytes();
    }
}
