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
 * @param offset where the content of a regular file is in the uncompressed tar, as {@code LayerEntry.Present} says it
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
