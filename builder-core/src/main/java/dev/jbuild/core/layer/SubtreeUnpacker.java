package dev.jbuild.core.layer;

import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies a directory of a merged tree out, as a command that is run on the tree would see it: owners, modes, times, attributes and
 * hard links stay. Thread-safe.
 */
public final class SubtreeUnpacker {
    private final LayerContents contents;
    private final FormRights rights;

    public SubtreeUnpacker(LayerContents contents, FormRights rights) {
        this.contents = contents;
        this.rights = rights;
    }

    /** Fills an empty directory, whose own attributes become those of {@code from}. Does not close it. */
    public void unpack(Tree tree, TreePath from, WritableRootDirectory target) throws IOException {
        new Unpacking(tree, from, new FormWriter(target, rights)).run();
    }

    /** One directory on its way. */
    private final class Unpacking {
        private final Tree tree;
        private final TreePath from;
        private final FormWriter writer;
        private final Map<LinkedFile, TreePath> firstNames = new HashMap<>();
        private final List<Finish> directories = new ArrayList<>();

        private record Finish(TreePath path, Attributes attributes) {}

        Unpacking(Tree tree, TreePath from, FormWriter writer) {
            this.tree = tree;
            this.from = from;
            this.writer = writer;
        }

        void run() throws IOException {
            tree.walk(from, this::copy);
            writer.finishSymlinks();
            for (int i = directories.size() - 1; i >= 0; i--) { // what is made in a directory changes its time
                writer.finishDirectory(directories.get(i).path, directories.get(i).attributes);
            }
        }

        private void copy(TreePath path, TreeEntry entry) throws IOException {
            TreePath place = path.relativeTo(from);
            if (entry instanceof TreeEntry.Directory) {
                writer.makeDirectory(place);
                directories.add(new Finish(place, entry.attributes()));
            } else if (entry instanceof TreeEntry.Symlink link) {
                writer.symlink(place, link);
            } else if (entry instanceof TreeEntry.Special special) {
                writer.special(place, special);
            } else {
                file(path, place, entry);
            }
        }

        private void file(TreePath path, TreePath place, TreeEntry entry) throws IOException {
            Optional<TreePath> first = LinkedFile.of(tree, path).map(inode -> firstNames.putIfAbsent(inode, place));
            if (first.isPresent()) {
                writer.link(first.get(), place);
                return;
            }
            try (InputStream bytes = contents.open(tree, path)) {
                writer.file(place, entry.attributes(), bytes);
            }
        }
    }
}
