package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;

/** What the directories are that entries of a layer lie in, when the layer does not change them. */
@FunctionalInterface
public interface Ancestors {

    /** The attributes of a directory; never asked for the root. */
    Attributes of(TreePath directory);

    /** As they are in the tree below; where it has no such directory, 0755, owned by root, of this time. */
    static Ancestors in(Tree tree, long mtimeSeconds) {
        Attributes missing = new Attributes(0755, 0, 0, mtimeSeconds);
        return directory -> tree.get(directory)
                .filter(TreeEntry.Directory.class::isInstance)
                .map(TreeEntry::attributes)
                .orElse(missing);
    }
}
