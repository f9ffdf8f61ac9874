package dev.jbuild.core.file;

import java.util.BitSet;

/**
 * The contents of small files that were read at once, in one array. Immutable as long as nobody writes to the array, which is not to be
 * done.
 */
public final class ReadFiles {
    /** Nothing was read. */
    public static final ReadFiles NONE = new ReadFiles(new byte[0], new int[0], new BitSet());

    private final byte[] bytes;
    private final int[] starts;
    private final BitSet read;

    /**
     * @param starts where each file begins in the bytes, in the order in which they were asked for
     * @param read those that were read, whole
     */
    public ReadFiles(byte[] bytes, int[] starts, BitSet read) {
        this.bytes = bytes;
        this.starts = starts;
        this.read = read;
    }

    /** True when a file was read: a regular file of the size that was said, without extended attributes. */
    public boolean has(int file) {
        return read.get(file);
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
