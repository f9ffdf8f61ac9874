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

    /** The same file of another owner. */
    public FileStat withOwner(long otherUid, long otherGid) {
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

    /** mtime floored to seconds. */
    public long mtimeSeconds() {
        return Math.floorDiv(mtimeNanos, 1_000_000_000L);
    }
}
