package dev.jbuild.core.tree;

import java.util.Objects;

/** One line of a layer: a file that it has, or a deletion of what lies below. */
public sealed interface LayerEntry {

    TreePath path();

    /**
     * A file of the layer.
     *
     * @param origin whether the layer's tar names it
     * @param offset where a regular file's bytes start in the uncompressed tar; {@link #NO_OFFSET} when it has none there;
     *     {@link #sparseOffset} when they are in pieces
     * @param linkGroup the same number for all names of one inode within the layer, 0 for a file with one name
     */
    record Present(TreePath path, TreeEntry entry, Origin origin, long offset, int linkGroup) implements LayerEntry {
        public static final long NO_OFFSET = -1;

        public Present {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(entry, "entry");
        }

        public Present(TreePath path, TreeEntry entry) {
            this(path, entry, Origin.NAMED, NO_OFFSET, 0);
        }

        /** The offset of a file that a foreign tar stores sparse: where its header starts. Its own inverse. */
        public static long sparseOffset(long headerStart) {
            return -2 - headerStart;
        }
    }

    /**
     * A second name for a file that lies in a layer below: a hard link whose target this layer's tar does not have. Merging
     * resolves it, so that the index of a layer says nothing of what is below it.
     */
    record Link(TreePath path, TreePath target) implements LayerEntry {}

    /** Whether a directory was named by the tar. Merging keeps the lower attributes of an implied one. */
    enum Origin {
        NAMED,
        IMPLIED
    }

    /** What is at this path below is gone. */
    record Whiteout(TreePath path) implements LayerEntry {}

    /** What is in this directory below is gone; the directory itself is another entry. */
    record Opaque(TreePath path) implements LayerEntry {}
}
