package dev.jbuild.core.file;

/**
 * What lstat says of a file.
 *
 * @param mode permission bits with setuid, setgid and sticky (07777)
 * @param mtimeNanos since the epoch; so is ctimeNanos
 */
public record FileStat(
        FileKind kind,
        int mode,
        long uid,
        long gid,
        long sizeBytes,
        long mtimeNanos,
        long ctimeNanos,
        long device,
        long inode,
        int links,
        int deviceMajor,
        int deviceMinor) {

    private static final long TICK_NANOS = 10_000_000; // the longest of a kernel's clock for files
    private static final long FINE_NANOS = 10 * TICK_NANOS;
    private static final long COARSE_NANOS = 2_000_000_000; // FAT's

    /**
     * From when on a change would give another ctime than this one: its time, and as much as the clock that it was taken from may be
     * behind the one of this machine. Where a ctime has a part of a hundredth of a second, on a disk of this machine, that is the
     * kernel's own clock; elsewhere it may count by two seconds.
     */
    public static long settledNanos(long ctimeNanos, boolean onDisk) {
        boolean fine = onDisk && ctimeNanos % TICK_NANOS != 0;
        return ctimeNanos + (fine ? FINE_NANOS : COARSE_NANOS);
    }

    /** From when on a change of this file would have given it another stat. */
    public long settledNanos() {
        return Math.max(mtimeNanos, settledNanos(ctimeNanos, isOnDisk()));
    }

    /** The same file of another owner. */
    public FileStat withOwner(long otherUid, long otherGid) {
        if (uid == otherUid && gid == otherGid) {
            return this;
        }
        return new FileStat(
                kind,
                mode,
                otherUid,
                otherGid,
                sizeBytes,
                mtimeNanos,
                ctimeNanos,
                device,
                inode,
                links,
                deviceMajor,
                deviceMinor);
    }

    /** True when the other is of the same inode, which nobody has written to between the two, as far as times tell. */
    public boolean isUnchanged(FileStat other) {
        return device == other.device
                && inode == other.inode
                && sizeBytes == other.sizeBytes
                && mtimeNanos == other.mtimeNanos
                && ctimeNanos == other.ctimeNanos;
    }

    /** True when its file system is on a block device; the kernel numbers all others (network, memory, FUSE, overlays) under a major of 0. */
    public boolean isOnDisk() {
        return (device >>> 8 & 0xfff | device >>> 32 & 0xfffff000L) != 0; // as gnu_dev_major
    }

    /** mtime floored to seconds. */
    public long mtimeSeconds() {
        return Math.floorDiv(mtimeNanos, 1_000_000_000L);
    }
}
