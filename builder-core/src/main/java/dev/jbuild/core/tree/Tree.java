package dev.jbuild.core.tree;

import dev.jbuild.core.oci.DiffId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The merged state of a stack of layers: immutable, and sharing structure, so that applying a layer costs its own size times
 * depth. Thread-safe.
 */
public final class Tree {
    static final Node EMPTY_NODE =
            new Node(new TreeEntry.Directory(new Attributes(0755, 0, 0, 0)), null, Collections.emptySortedMap());

    /** An empty root, 0755, owned by root, of the epoch. */
    public static final Tree EMPTY = new Tree(EMPTY_NODE);

    private final Node root;

    private Tree(Node root) {
        this.root = root;
    }

    /** The entry at a path, links not followed. */
    public Optional<TreeEntry> get(TreePath path) {
        return find(path).map(Node::entry);
    }

    /** Where a regular file's bytes lie. */
    public Optional<Origin> origin(TreePath path) {
        return find(path).map(Node::origin);
    }

    /** The names in a directory with their entries, in order; empty for what is no directory. */
    public SortedMap<TreePath, TreeEntry> children(TreePath directory) {
        SortedMap<TreePath, TreeEntry> entries = new TreeMap<>();
        find(directory).ifPresent(node -> node.children.forEach((name, child) -> entries.put(name, child.entry)));
        return entries;
    }

    /** This tree with a layer on top. */
    public Tree apply(DiffId layer, LayerIndex index) {
        Node merged = root;
        for (LayerEntry entry : index.entries()) {
            merged = TreeMerge.apply(merged, entry, layer);
        }
        return new Tree(merged);
    }

    private Optional<Node> find(TreePath path) {
        Node node = root;
        for (TreePath name : path.components()) {
            node = node.children.get(name);
            if (node == null) {
                return Optional.empty();
            }
        }
        return Optional.of(node);
    }

    /** Where bytes lie: the layer, the place in its uncompressed tar, and the link group there. */
    public record Origin(DiffId layer, long offset, int linkGroup) {}

    record Node(TreeEntry entry, @Nullable Origin origin, SortedMap<TreePath, Node> children) {}
}
