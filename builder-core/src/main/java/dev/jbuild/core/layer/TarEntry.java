package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;

/**
 * One entry of a tar, as a {@link TarReader} gives it: names cleaned, numbers checked.
 *
 * @param path where it goes, {@code ROOT} for {@code ./}; of a whiteout what it hides, of an opaque mark the directory
 * @param target bytes of a symbolic link's target, empty for what is none
 * @param linkTarget the earlier name that a hard link means, {@code ROOT} for what is none
 * @param sizeBytes of a regular file's content, holes included
 * @param offset where the content starts in the uncompressed tar, {@link #NO_OFFSET} when it does not lie there in one piece
 */
public record TarEntry(
        Type type,
        TreePath path,
        Attributes attributes,
        byte[] target,
        TreePath linkTarget,
        long sizeBytes,
        long offset,
        int major,
        int minor) {

    /** The place of content that is not in one piece: a sparse file's. */
    public static final long NO_OFFSET = -1;

    /** What an entry is. */
    public enum Type {
        REGULAR,
        HARD_LINK,
        SYMLINK,
        DIRECTORY,
        FIFO,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        /** Only of layers: what is at the path below is gone. */
        WHITEOUT,
        /** Only of layers: what is in the directory below is gone. */
        OPAQUE
    }
}
