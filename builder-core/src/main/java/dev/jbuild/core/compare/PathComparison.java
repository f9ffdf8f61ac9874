package dev.jbuild.core.compare;

import dev.jbuild.core.compare.Difference.Change;
import dev.jbuild.core.compare.Difference.Field;
import dev.jbuild.core.compare.Difference.Kind;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Tells path by path what two layers, or two trees, differ in, in path order. Used by one thread. */
final class PathComparison {
    private final String platform;
    private final int layer;
    private final Consumer<Difference> sink;
    private boolean found;

    /** @param layer its number; 0 for all of them */
    PathComparison(String platform, int layer, Consumer<Difference> sink) {
        this.platform = platform;
        this.layer = layer;
        this.sink = sink;
    }

    /** True when something differs. */
    boolean compare(LayerIndex before, LayerIndex after) {
        List<LayerEntry> old = before.entries();
        List<LayerEntry> now = after.entries();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            int order = i == old.size() ? 1 : j == now.size() ? -1 : order(old.get(i), now.get(j));
            if (order < 0) {
                tell(Change.REMOVED, old.get(i++).path(), List.of());
            } else if (order > 0) {
                tell(Change.ADDED, now.get(j++).path(), List.of());
            } else {
                changed(now.get(j).path(), EntryFields.of(old.get(i++), now.get(j++)));
            }
        }
        return found;
    }

    /** An opaque mark stands beside the directory that it is of. */
    private static int order(LayerEntry one, LayerEntry two) {
        int byPath = one.path().compareTo(two.path());
        return byPath != 0
                ? byPath
                : Boolean.compare(one instanceof LayerEntry.Opaque, two instanceof LayerEntry.Opaque);
    }

    void compare(Tree before, Tree after) {
        changed(
                TreePath.ROOT,
                fields(
                        before.get(TreePath.ROOT).orElseThrow(),
                        after.get(TreePath.ROOT).orElseThrow()));
        directory(before, after, TreePath.ROOT);
    }

    private void directory(Tree before, Tree after, TreePath directory) {
        SortedMap<TreePath, TreeEntry> old = before.children(directory);
        SortedMap<TreePath, TreeEntry> now = after.children(directory);
        TreeSet<TreePath> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (TreePath name : names) {
            TreePath path = directory.resolve(name);
            if (!now.containsKey(name)) {
                before.walk(path, (below, entry) -> tell(Change.REMOVED, below, List.of()));
            } else if (!old.containsKey(name)) {
                after.walk(path, (below, entry) -> tell(Change.ADDED, below, List.of()));
            } else {
                changed(path, fields(old.get(name), now.get(name)));
                directory(before, after, path);
            }
        }
    }

    private static List<Field> fields(TreeEntry before, TreeEntry after) {
        return EntryFields.of(before, after);
    }

    private void changed(TreePath path, List<Field> fields) {
        if (!fields.isEmpty()) {
            tell(Change.CHANGED, path, fields);
        }
    }

    private void tell(Change change, TreePath path, List<Field> fields) {
        found = true;
        sink.accept(new Difference(platform, Kind.PATH, change, layer, "/" + path, fields));
    }
}
