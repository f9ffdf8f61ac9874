package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.util.Optional;

/** Which inode of which layer a file with several names is: equal for the names that are links of each other. */
public record LinkedFile(DiffId layer, int linkGroup) {

    /** Empty for a file that has one name, and for what is no regular file. */
    public static Optional<LinkedFile> of(Tree tree, TreePath path) {
        return tree.origin(path)
                .filter(origin -> origin.linkGroup() != 0)
                .map(origin -> new LinkedFile(origin.layer(), origin.linkGroup()));
    }
}
