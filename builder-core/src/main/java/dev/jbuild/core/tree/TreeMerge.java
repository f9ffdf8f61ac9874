package dev.jbuild.core.tree;

import dev.jbuild.core.oci.DiffId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts one entry of a layer onto a tree, copying only the directories on the way. */
final class TreeMerge {
    private TreeMerge() {}

    static Tree.Node apply(Tree.Node root, LayerEntry entry, DiffId layer) {
        return at(root, entry.path().components(), 0, entry, layer);
    }

    private static Tree.Node at(Tree.Node node, List<TreePath> names, int depth, LayerEntry entry, DiffId layer) {
        if (depth == names.size()) {
            return here(node, entry, layer);
        }
        SortedMap<TreePath, Tree.Node> children = new TreeMap<>(node.children());
        TreePath name = names.get(depth);
        if (depth == names.size() - 1 && entry instanceof LayerEntry.Whiteout) {
            children.remove(name);
        } else {
            Tree.Node below = children.get(name);
            children.put(
                    name,
                    depth == names.size() - 1
                            ? here(below, entry, layer)
                            : at(below == null ? Tree.EMPTY_NODE : below, names, depth + 1, entry, layer));
        }
        return new Tree.Node(node.entry(), node.origin(), children);
    }

    private static Tree.Node here(Tree.@Nullable Node below, LayerEntry entry, DiffId layer) {
        boolean wasDirectory = below != null && below.entry() instanceof TreeEntry.Directory;
        if (entry instanceof LayerEntry.Opaque) {
            return new Tree.Node(
                    wasDirectory ? below.entry() : Tree.EMPTY_NODE.entry(), null, Collections.emptySortedMap());
        }
        LayerEntry.Present present = (LayerEntry.Present) entry;
        if (present.entry() instanceof TreeEntry.Directory) {
            TreeEntry kept =
                    wasDirectory && present.origin() == LayerEntry.Origin.IMPLIED ? below.entry() : present.entry();
            return new Tree.Node(kept, null, wasDirectory ? below.children() : Collections.emptySortedMap());
        }
        return new Tree.Node(
                present.entry(),
                new Tree.Origin(layer, present.offset(), present.linkGroup()),
                Collections.emptySortedMap());
    }
}
