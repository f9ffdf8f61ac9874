package dev.jbuild.core.tree;

import dev.jbuild.core.tree.LayerEntry.Link;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts a layer onto a tree in one pass over its entries. Directories that the layer does not name are shared with the tree below.
 * Used by one thread, once.
 */
final class TreeMerge {
    private final TreeNode.Directory below;
    private final TreeNode.Layer layer;
    private final PackedEntries entries;
    private int next;

    TreeMerge(TreeNode.Directory below, TreeNode.Layer layer) {
        this.below = below;
        this.layer = layer;
        this.entries = layer.entries();
    }

    TreeNode.Directory merge() {
        boolean named = !entries.isEmpty() && entries.isRoot(0);
        if (named) {
            next++;
        }
        TreeNode[] children = children(below.children, PackedEntries.NO_PARENT);
        return named && !entries.isImplied(0)
                ? new TreeNode.Directory(layer, 0, children)
                : new TreeNode.Directory(below.layer, below.number, children);
    }

    /** The children of a directory, from those below and the entries that come next. */
    private TreeNode[] children(TreeNode[] lower, int directory) {
        if (!isNextIn(directory)) {
            return lower;
        }
        TreeNode[] kept = lower;
        if (entries.kind(next) == PackedEntries.OPAQUE) {
            next++;
            kept = TreeNode.NONE;
        }
        Children merged = new Children(kept);
        while (isNextIn(directory)) {
            int number = next++;
            TreeNode covered = merged.takeUpTo(entries.name(number).toBytes());
            if (entries.kind(number) != PackedEntries.WHITEOUT) {
                merged.add(node(number, covered));
            }
        }
        return merged.finish();
    }

    private boolean isNextIn(int directory) {
        return next < entries.size() && entries.parent(next) == directory;
    }

    private TreeNode node(int number, @Nullable TreeNode covered) {
        int kind = entries.kind(number);
        if (kind == PackedEntries.LINK) {
            return new TreeNode.Link(layer, number, target((Link) entries.get(number)));
        }
        if (kind != PackedEntries.DIRECTORY) {
            return new TreeNode(layer, number);
        }
        TreeNode.Directory lower = covered instanceof TreeNode.Directory directory ? directory : null;
        TreeNode[] children = children(lower == null ? TreeNode.NONE : lower.children, number);
        return lower != null && entries.isImplied(number)
                ? new TreeNode.Directory(lower.layer, lower.number, children)
                : new TreeNode.Directory(layer, number, children);
    }

    private TreeNode target(Link link) {
        TreeNode target = Tree.find(below, link.target());
        if (target == null || target instanceof TreeNode.Directory) {
            throw new IllegalArgumentException("hard link \"" + link.path() + "\" to \"" + link.target()
                    + "\", which is no file of the layers below");
        }
        return target;
    }

    /** A directory's children in the making: runs of the lower ones are copied as they are. */
    private static final class Children {
        private final TreeNode[] lower;
        private int taken;
        private TreeNode[] merged;
        private int count;

        Children(TreeNode[] lower) {
            this.lower = lower;
            this.merged = new TreeNode[lower.length + 4];
        }

        /** Takes the lower children before a name; returns the one of this name, which is not taken. */
        @Nullable
        TreeNode takeUpTo(byte[] name) {
            int found = TreeNode.find(lower, taken, name);
            int end = found < 0 ? -found - 1 : found;
            append(end);
            if (found < 0) {
                return null;
            }
            taken++;
            return lower[found];
        }

        void add(TreeNode node) {
            reserve(1);
            merged[count++] = node;
        }

        TreeNode[] finish() {
            append(lower.length);
            return count == merged.length ? merged : Arrays.copyOf(merged, count);
        }

        private void append(int end) {
            reserve(end - taken);
            System.arraycopy(lower, taken, merged, count, end - taken);
            count += end - taken;
            taken = end;
        }

        private void reserve(int more) {
            if (count + more > merged.length) {
                merged = Arrays.copyOf(merged, Math.max(count + more, merged.length * 2));
            }
        }
    }
}
