package dev.jbuild.core.tree;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The merged state of a stack of layers: immutable, and sharing structure, so that applying a layer costs its own size times
 * depth. It keeps the indexes of its layers and 30 bytes a file beside them. Thread-safe.
 */
public final class Tree {
    private static final LayerIndex NOTHING = new LayerIndex(
            List.of(new LayerEntry.Present(TreePath.ROOT, new TreeEntry.Directory(new Attributes(0755, 0, 0, 0)))));

    /** An empty root, 0755, owned by root, of the epoch. */
    public static final Tree EMPTY = new Tree(new TreeNode.Directory(
            new TreeNode.Layer(new DiffId(Digest.of(new byte[0])), NOTHING.packed()), 0, TreeNode.NONE));

    private final TreeNode.Directory root;

    private Tree(TreeNode.Directory root) {
        this.root = root;
    }

    /** The entry at a path, links not followed. */
    public Optional<TreeEntry> get(TreePath path) {
        return Optional.ofNullable(find(root, path)).map(TreeNode::entry);
    }

    /** Where the bytes of a regular file lie; for a link into a lower layer, there. Empty for a directory and for nothing. */
    public Optional<Origin> origin(TreePath path) {
        return Optional.ofNullable(find(root, path)).flatMap(TreeNode::origin);
    }

    /** The names in a directory with their entries, in order; empty for what is no directory. */
    public SortedMap<TreePath, TreeEntry> children(TreePath directory) {
        if (!(find(root, directory) instanceof TreeNode.Directory node)) {
            return Collections.emptySortedMap();
        }
        SortedMap<TreePath, TreeEntry> entries = new TreeMap<>();
        for (TreeNode child : node.children) {
            entries.put(child.name(), child.entry());
        }
        return entries;
    }

    /** Visits a path and all that lies below it, in path order; nothing when nothing is there. */
    public <E extends Exception> void walk(TreePath from, Visitor<E> visitor) throws E {
        TreeNode node = find(root, from);
        if (node != null) {
            walk(from, node, visitor);
        }
    }

    private static <E extends Exception> void walk(TreePath path, TreeNode node, Visitor<E> visitor) throws E {
        visitor.visit(path, node.entry());
        if (node instanceof TreeNode.Directory directory) {
            for (TreeNode child : directory.children) {
                walk(path.resolve(child.name()), child, visitor);
            }
        }
    }

    /**
     * The path that is meant when links are followed inside this tree: absolute targets start at the root, {@code ..} stops there.
     * Missing components are kept as they are, so the path may be one of nothing. Empty after 40 links, and when a link makes a
     * path that is too long.
     */
    public Optional<TreePath> resolve(TreePath path, LastLink last) {
        return new TreeLinks(root, last).resolve(path);
    }

    /** {@link #resolve(TreePath, LastLink)}, the last component followed too. */
    public Optional<TreePath> resolve(TreePath path) {
        return resolve(path, LastLink.FOLLOW);
    }

    /**
     * The digest of a path with all that is in it: type, mode, owner, xattrs, link target, names, content; not times, not which
     * names share an inode. Computed once for each directory. Empty when nothing is there.
     */
    public Optional<Digest> contentDigest(TreePath path) {
        return Optional.ofNullable(find(root, path)).map(node -> Digest.ofHash(node.contentDigest()));
    }

    /** As {@link #contentDigest}, but without what the directory itself is. Empty when no directory is there. */
    public Optional<Digest> childrenDigest(TreePath directory) {
        return find(root, directory) instanceof TreeNode.Directory node
                ? Optional.of(Digest.ofHash(node.childrenDigest()))
                : Optional.empty();
    }

    /** This tree with a layer on top. A link to what is not in this tree throws IllegalArgumentException. */
    public Tree apply(DiffId layer, LayerIndex index) {
        return index.isEmpty()
                ? this
                : new Tree(new TreeMerge(root, new TreeNode.Layer(layer, index.packed())).merge());
    }

    static @Nullable TreeNode find(TreeNode.Directory root, TreePath path) {
        TreeNode node = root;
        for (TreePath name : path.components()) {
            node = node instanceof TreeNode.Directory directory ? directory.child(name.toBytes()) : null;
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /** Where bytes lie: the layer, the place in its uncompressed tar, and the link group there. */
    public record Origin(DiffId layer, long offset, int linkGroup) {}

    /** Whether a link is followed when it is the last component. */
    public enum LastLink {
        FOLLOW,
        KEEP
    }

    /** Sees the files of a tree one by one. */
    @FunctionalInterface
    public interface Visitor<E extends Exception> {
        void visit(TreePath path, TreeEntry entry) throws E;
    }
}
