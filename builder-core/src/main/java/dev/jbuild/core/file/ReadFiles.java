package dev.jbuild.core.file;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The contents of small files that were read at once, in one array. Immutable as long as nobody writes to the array, which is not to be
 * done.
 */
public final class ReadFiles {
    /** Nothing was read. */
    public static final ReadFiles NONE = new ReadFiles(new byte[0], new int[0], new BitSet());

    private static final int HASH_BYTES = 32;

    private final byte[] bytes;
    private final int[] starts;
    private final BitSet read;
    private final byte[] hashes; // 32 bytes for each file, or nothing

    /**
     * @param starts where each file begins in the bytes, in the order in which they were asked for
     * @param read those that were read, whole
     */
    public ReadFiles(byte[] bytes, int[] starts, BitSet read) {
        this(bytes, starts, read, new byte[0]);
    }

    /** @param hashes the SHA-256 of each file that was read, one behind the other; empty when none was computed */
    public ReadFiles(byte[] bytes, int[] starts, BitSet read, byte[] hashes) {
        this.bytes = bytes;
        this.starts = starts;
        this.read = read;
        this.hashes = hashes;
    }

    /** True when a file was read: a regular file of the size that was said, without extended attributes. */
    public boolean has(int file) {
        return read.get(file);
    }

    /**
     * The SHA-256 of a file that was read.
     *
     * @param sha256 computes it, if it was not computed when the file was read
     */
    public byte[] hash(int file, int sizeBytes, MessageDigest sha256) {
        if (hashes.length > 0) {
            return Arrays.copyOfRange(hashes, HASH_BYTES * file, HASH_BYTES * (file + 1));
        }
        sha256.update(bytes, starts[file], sizeBytes);
        return sha256.digest();
    }

    /** The array that holds all contents. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a file's content begins in {@link #bytes}. */
    public int start(int file) {
        return starts[file];
    }
}
