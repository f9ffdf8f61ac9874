package dev.jbuild.core.tree;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What every entry has: permission bits with setuid, setgid and sticky (07777), numeric owner, mtime in whole seconds since the
 * epoch, and the extended attributes that {@link XattrPolicy} keeps. Arrays handed in and out are not to be changed.
 */
public record Attributes(int mode, long uid, long gid, long mtimeSeconds, SortedMap<String, byte[]> xattrs) {

    public Attributes {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("got mode %o, want at most 7777".formatted(mode));
        }
        if (uid < 0 || uid > 0xfffffffeL || gid < 0 || gid > 0xfffffffeL) {
            throw new IllegalArgumentException("got owner %d:%d, want ids from 0 to 4294967294".formatted(uid, gid));
        }
        xattrs = xattrs.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
    }

    public Attributes(int mode, long uid, long gid, long mtimeSeconds) {
        this(mode, uid, gid, mtimeSeconds, Collections.emptySortedMap());
    }

    public Attributes withMode(int other) {
        return new Attributes(other, uid, gid, mtimeSeconds, xattrs);
    }

    public Attributes withOwner(long otherUid, long otherGid) {
        return new Attributes(mode, otherUid, otherGid, mtimeSeconds, xattrs);
    }

    public Attributes withMtimeSeconds(long other) {
        return new Attributes(mode, uid, gid, other, xattrs);
    }

    public Attributes withXattrs(SortedMap<String, byte[]> others) {
        return new Attributes(mode, uid, gid, mtimeSeconds, others);
    }

    /** Equal in everything but the time. */
    public boolean sameButTime(Attributes other) {
        return mode == other.mode && uid == other.uid && gid == other.gid && sameXattrs(other);
    }

    private boolean sameXattrs(Attributes other) {
        if (!xattrs.keySet().equals(other.xattrs.keySet())) {
            return false;
        }
        for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
            if (!Arrays.equals(xattr.getValue(), other.xattrs.get(xattr.getKey()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Attributes other && mtimeSeconds == other.mtimeSeconds && sameButTime(other);
    }

    @Override
    public int hashCode() {
        return (int) (31 * (31 * (31L * mode + uid) + gid) + mtimeSeconds)
                + xattrs.keySet().hashCode();
    }
}
