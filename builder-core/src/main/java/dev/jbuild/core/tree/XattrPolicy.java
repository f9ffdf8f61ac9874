package dev.jbuild.core.tree;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which extended attributes belong to a file: {@code security.capability} and {@code user.*}, without what an overlay keeps there
 * for itself. Keys, diffs and tars all ask here. Labels, ACLs and {@code trusted.*} are the host's and never leave it.
 */
public final class XattrPolicy {
    private static final String CAPABILITY = "security.capability";
    private static final String USER = "user.";
    private static final String KERNEL_OVERLAY = "user.overlay.";
    private static final String FUSE_OVERLAY = "user.fuseoverlayfs.";

    private XattrPolicy() {}

    /** True for an attribute that is part of the file. */
    public static boolean keeps(String name) {
        return name.equals(CAPABILITY)
                || name.startsWith(USER) && !name.startsWith(KERNEL_OVERLAY) && !name.startsWith(FUSE_OVERLAY);
    }

    /** Those of the attributes that are kept. */
    public static SortedMap<String, byte[]> kept(SortedMap<String, byte[]> xattrs) {
        SortedMap<String, byte[]> kept = new TreeMap<>(xattrs);
        kept.keySet().removeIf(name -> !keeps(name));
        return kept;
    }
}
