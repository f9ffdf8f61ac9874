package dev.jbuild.core.file;

/**
 * What a directory and all below it look like to lstat, in short: equal stamps mean that no name, type, mode, owner, size, time or inode
 * is another one, as far as 64 bits can tell.
 *
 * @param sum over the names and stats, times of reading left out
 * @param entries how many names went into it
 * @param settledNanos from when on a change of anything in it would have made another stamp, since the epoch: see {@link
 *     FileStat#settledNanos}. When a stamp is taken after this time, all was at this time as the stamp says
 */
public record DirectoryStamp(long sum, long entries, long settledNanos) {
    /** Of no directory. */
    public static final DirectoryStamp NONE = new DirectoryStamp(0, 0, Long.MIN_VALUE);

    /** The stamp of this directory and another one, in this order. */
    public DirectoryStamp and(DirectoryStamp other) {
        return joined(Long.rotateLeft(sum, 7) * 0x9e3779b97f4a7c15L + other.sum, other);
    }

    /** The stamp of all this and one more directory, in whatever order they come. */
    public DirectoryStamp with(DirectoryStamp other) {
        return joined(sum + scattered(other.sum + other.entries), other);
    }

    private DirectoryStamp joined(long both, DirectoryStamp other) {
        return new DirectoryStamp(both, entries + other.entries, Math.max(settledNanos, other.settledNanos));
    }

    /** Spreads each bit over all of them, so that sums of several do not cancel each other out: the finaliser of MurmurHash3. */
    private static long scattered(long value) {
        long x = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
        return x ^ x >>> 33;
    }
}
