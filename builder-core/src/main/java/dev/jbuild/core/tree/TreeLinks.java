package dev.jbuild.core.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the links of one path inside a tree. Used by one thread, once. */
final class TreeLinks {
    private static final int MAX_LINKS = 40; // as Linux

    private final TreeNode.Directory root;
    private final Tree.LastLink last;
    private final Deque<byte[]> left = new ArrayDeque<>(); // components that are still to be walked
    private final List<byte[]> done = new ArrayList<>();
    private final List<@Nullable TreeNode> nodes = new ArrayList<>(); // of done; null where nothing is
    private int links;

    TreeLinks(TreeNode.Directory root, Tree.LastLink last) {
        this.root = root;
        this.last = last;
    }

    Optional<TreePath> resolve(TreePath path) {
        push(path.toBytes());
        while (!left.isEmpty()) {
            if (!step(left.pop())) {
                return Optional.empty();
            }
        }
        return joined();
    }

    private boolean step(byte[] name) {
        if (isDots(name, 1)) {
            return true;
        }
        if (isDots(name, 2)) {
            if (!done.isEmpty()) {
                done.remove(done.size() - 1);
                nodes.remove(nodes.size() - 1);
            }
            return true;
        }
        TreeNode directory = nodes.isEmpty() ? root : nodes.get(nodes.size() - 1);
        TreeNode node = directory instanceof TreeNode.Directory known ? known.child(name) : null;
        boolean followed = !left.isEmpty() || last == Tree.LastLink.FOLLOW;
        if (followed && node != null && node.entry() instanceof TreeEntry.Symlink link) {
            return ++links <= MAX_LINKS && follow(link.target());
        }
        done.add(name);
        nodes.add(node);
        return true;
    }

    private boolean follow(byte[] target) {
        if (target.length == 0) {
            return false;
        }
        if (target[0] == '/') {
            done.clear();
            nodes.clear();
        }
        push(target);
        return true;
    }

    /** Puts the components of a path before those that are left. */
    private void push(byte[] path) {
        int end = path.length;
        for (int i = path.length - 1; i >= -1; i--) {
            if (i < 0 || path[i] == '/') {
                if (end > i + 1) {
                    left.push(java.util.Arrays.copyOfRange(path, i + 1, end));
                }
                end = i;
            }
        }
    }

    private Optional<TreePath> joined() {
        TreePath path = TreePath.ROOT;
        try {
            for (byte[] name : done) {
                path = path.resolve(TreePath.of(name));
            }
            return Optional.of(path);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // longer than Linux takes, or with a NUL
        }
    }

    private static boolean isDots(byte[] name, int count) {
        return name.length == count && name[0] == '.' && name[count - 1] == '.';
    }
}
