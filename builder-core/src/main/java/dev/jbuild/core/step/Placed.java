package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.FileBytes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * A file where it will be in the layer.
 *
 * @param order the number of the part that it comes from; later ones win
 * @param linkGroup within its part, 0 for a file with one name
 * @param bytes where its content is; only a regular file has some
 * @param shown what people know it as where it comes from
 */
record Placed(
        TreePath path,
        TreeEntry entry,
        int order,
        int linkGroup,
        @Nullable FileBytes bytes,
        TreePath shown) {

    Placed(TreePath path, TreeEntry entry, int order) {
        this(path, entry, order, 0, null, path);
    }

    FileBytes content() {
        if (bytes == null) {
            throw new IllegalStateException("\"" + path + "\" has no content");
        }
        return bytes;
    }

    /** The error when its content is not what it was said to be. */
    BuildException changed() {
        return BuildException.of(ErrorCode.CONTEXT_INVALID, "\"" + shown + "\" changed while it was copied")
                .withHint("build again when nothing writes to the context");
    }

    boolean isDirectory() {
        return entry instanceof TreeEntry.Directory;
    }
}
