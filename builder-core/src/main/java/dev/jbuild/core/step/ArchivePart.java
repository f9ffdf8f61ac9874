package dev.jbuild.core.step;

import dev.jbuild.core.layer.FileBytes;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreePath;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of an archive with what is in it, save what lies in another root.
 *
 * @param root the directory in the archive
 * @param path where it is
 * @param roots all directories that are parts of their own
 */
record ArchivePart(Selection archive, TreePath root, TreePath path, Set<TreePath> roots, AttributeRules rules)
        implements LayerPart {

    @Override
    public Iterator<Placed> files(int order) {
        Iterator<Present> below = archive.filesBelow(root);
        return new Iterator<>() {
            private TreePath other = TreePath.ROOT; // the last root that was met and is not this one
            private @Nullable Present next = advance();

            private @Nullable Present advance() {
                while (below.hasNext()) {
                    Present file = below.next();
                    if (!file.path().equals(root) && !isElsewhere(file.path())) {
                        return file;
                    }
                }
                return null;
            }

            private boolean isElsewhere(TreePath file) {
                if (roots.size() == 1 || !other.isRoot() && file.startsWith(other)) {
                    return roots.size() > 1;
                }
                for (TreePath above = file.parent(); !above.equals(root); above = above.parent()) {
                    if (roots.contains(above)) {
                        other = above;
                        return true;
                    }
                }
                return false;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Placed next() {
                Present file = Objects.requireNonNull(next);
                next = advance();
                return place(file, order);
            }
        };
    }

    private Placed place(Present file, int order) {
        TreePath to = path.resolve(file.path().relativeTo(root));
        FileBytes bytes = archive.source().file(file.path());
        return new Placed(to, rules.copied(file.entry()), order, file.linkGroup(), bytes, file.path());
    }

    @Override
    public boolean mayHaveLinks() {
        return true;
    }

    @Override
    public Meeting meeting() {
        return Meeting.REPLACE;
    }
}
