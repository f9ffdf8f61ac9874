package dev.jbuild.core.file;

/**
 * What a directory and all below it look like to lstat, in short: equal stamps mean that no name, type, mode, owner, size, time or inode
 * is another one, as far as 64 bits can tell.
 *
 * @param sum over the names and stats, times of reading left out
 * @param entries how many names went into it
 * @param newestChangeSeconds the newest ctime of all, since the epoch
 */
public record DirectoryStamp(long sum, long entries, long newestChangeSeconds) {

    /** The stamp of this directory and another one, in this order. */
    public DirectoryStamp and(DirectoryStamp other) {
        return new DirectoryStamp(
                Long.rotateLeft(sum, 7) * 0x9e3779b97f4a7c15L + other.sum,
                entries + other.entries,
                Math.max(newestChangeSeconds, other.newestChangeSeconds));
    }
}
