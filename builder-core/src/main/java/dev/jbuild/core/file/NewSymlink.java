package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;

/**
 * A symbolic link that is to be made.
 *
 * @param target what it says, as it says it
 * @param uid its owner; {@link #MAKER} for whoever makes it
 * @param gid its group; {@link #MAKER} for that of whoever makes it
 * @param mtimeSeconds its mtime and atime
 */
public record NewSymlink(TreePath path, byte[] target, long uid, long gid, long mtimeSeconds) {
    /** The owner that a file has without being given one, as chown has it. */
    public static final long MAKER = -1;
}
