package dev.jbuild.core.tree;

import dev.jbuild.core.oci.DiffId;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tree: the entry of a layer that it comes from, by number. A node that is no directory takes 24 bytes. Immutable but for
 * the digest of a directory, which is computed when first asked for.
 */
sealed class TreeNode {
    static final TreeNode[] NONE = {};

    final Layer layer;
    final int number;

    TreeNode(Layer layer, int number) {
        this.layer = layer;
        this.number = number;
    }

    /** A layer that is part of a tree. */
    record Layer(DiffId diffId, PackedEntries entries) {}

    TreePath name() {
        return layer.entries.name(number);
    }

    final int compareName(byte[] name) {
        return layer.entries.compareName(number, name);
    }

    final int compareName(TreeNode other) {
        return PackedEntries.compareNames(layer.entries, number, other.layer.entries, other.number);
    }

    TreeEntry entry() {
        PackedReader in = layer.entries.reader(number);
        int flags = in.flags();
        in.skipName();
        in.parent();
        return in.entry(flags);
    }

    /** Where the bytes are; empty for a directory. */
    Optional<Tree.Origin> origin() {
        PackedReader in = layer.entries.reader(number);
        int flags = in.flags();
        in.skipName();
        in.parent();
        in.entry(flags);
        long offset = in.offset(flags);
        return Optional.of(new Tree.Origin(layer.diffId, offset, in.linkGroup(flags)));
    }

    /** The digest of this file with all that is in it. */
    byte[] contentDigest() {
        return new EntryHasher("tree/1").entry(entry()).finish();
    }

    /** A directory; its children are sorted by name. */
    static final class Directory extends TreeNode {
        final TreeNode[] children;
        private volatile byte @Nullable [] childrenDigest;

        Directory(Layer layer, int number, TreeNode[] children) {
            super(layer, number);
            this.children = children;
        }

        @Nullable
        TreeNode child(byte[] name) {
            int at = find(children, 0, name);
            return at < 0 ? null : children[at];
        }

        @Override
        Optional<Tree.Origin> origin() {
            return Optional.empty();
        }

        @Override
        byte[] contentDigest() {
            return new EntryHasher("tree/1")
                    .entry(entry())
                    .bytes(childrenDigest())
                    .finish();
        }

        /** The digest of the names and the children, without what this directory itself is. */
        byte[] childrenDigest() {
            byte[] known = childrenDigest;
            if (known == null) {
                EntryHasher hasher = new EntryHasher("children/1");
                for (TreeNode child : children) {
                    hasher.bytes(child.name().toBytes()).entry(child.entry());
                    if (child instanceof Directory directory) {
                        hasher.bytes(directory.childrenDigest());
                    }
                }
                known = hasher.finish();
                childrenDigest = known;
            }
            return known;
        }
    }

    /** A second name, given by a layer, for a file of a layer below. */
    static final class Link extends TreeNode {
        private final TreeNode target;

        Link(Layer layer, int number, TreeNode target) {
            super(layer, number);
            this.target = target;
        }

        @Override
        TreeEntry entry() {
            return target.entry();
        }

        @Override
        Optional<Tree.Origin> origin() {
            return target.origin();
        }
    }

    /** The place of a name in sorted nodes from an index on, or where it would be, as {@link Arrays#binarySearch} says it. */
    static int find(TreeNode[] nodes, int from, byte[] name) {
        int low = from;
        int high = nodes.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = nodes[middle].compareName(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
