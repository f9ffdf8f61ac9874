package dev.jbuild.cache.git;

import dev.jbuild.core.tree.TreePath;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An entry of a directory of a commit.
 *
 * @param name a path of one name
 */
record GitEntry(TreePath name, FileMode mode, ObjectId id) {
    boolean isDirectory() {
        return mode == FileMode.TREE;
    }

    boolean isSubmodule() {
        return mode == FileMode.GITLINK;
    }

    boolean isLink() {
        return mode == FileMode.SYMLINK;
    }
}
