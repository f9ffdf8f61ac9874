package dev.jbuild.core.step;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;

/** Files that one source puts into a layer, in path order. May be gone through more than once. */
interface LayerPart {

    /**
     * The files, each with this number.
     *
     * @param order the place of this part among all parts
     */
    Iterator<Placed> files(int order);

    /** False when no two files of this part can be names of one inode. */
    default boolean mayHaveLinks() {
        return false;
    }

    /** What happens where the rootfs has something of another type. */
    default Meeting meeting() {
        return Meeting.REFUSE;
    }

    /** What happens where a directory would replace something else, or something else a directory. */
    enum Meeting {
        REFUSE,
        REPLACE,
        /** Refused, too; and a directory that an earlier part has stays as it is. */
        YIELD
    }

    /** Directories that are made for what goes into them. */
    record Made(SortedMap<TreePath, TreeEntry> directories, Meeting meeting) implements LayerPart {
        @Override
        public Iterator<Placed> files(int order) {
            List<Placed> placed = new ArrayList<>(directories.size());
            directories.forEach((path, entry) -> placed.add(new Placed(path, entry, order)));
            return placed.iterator();
        }
    }

    /** A heredoc. */
    record Written(TreePath path, TreeEntry.RegularFile file, byte[] content) implements LayerPart {

        static Written of(TreePath path, String text, AttributeRules rules) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            TreeEntry file = new TreeEntry.RegularFile(rules.written(), content.length, Digest.of(content));
            return new Written(path, (TreeEntry.RegularFile) rules.copied(file), content);
        }

        @Override
        public Iterator<Placed> files(int order) {
            return List.of(new Placed(path, file, order, 0, () -> new ByteArrayInputStream(content), path))
                    .iterator();
        }
    }

    /** What a match selects, below (or, for a file, as) this path. */
    record Copied(Selection selection, Selection.Match match, TreePath path, AttributeRules rules)
            implements LayerPart {

        @Override
        public Iterator<Placed> files(int order) {
            Iterator<Present> selected = selection.filesOf(match);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return selected.hasNext();
                }

                @Override
                public Placed next() {
                    return place(selected.next(), order);
                }
            };
        }

        @Override
        public boolean mayHaveLinks() {
            return selection.mayHaveLinks();
        }

        private Placed place(Present file, int order) {
            TreePath from = match.place(file.path());
            TreePath to = file.path().moved(match.path(), path);
            TreeEntry entry = rules.copied(file.entry());
            return new Placed(
                    to, entry, order, file.linkGroup(), selection.source().file(from), from);
        }
    }
}
