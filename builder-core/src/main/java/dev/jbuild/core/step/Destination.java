package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.Optional;

/**
 * Where a COPY goes: its destination with links followed inside the rootfs, and what is there while one source after the other
 * is put. Used by one thread.
 */
final class Destination {
    private final String written;
    private final Tree base;
    private final TreePath path;
    private State state;

    /** What is at the destination. */
    private enum State {
        NOTHING,
        DIRECTORY,
        FILE
    }

    private Destination(String written, Tree base, TreePath path) {
        this.written = written;
        this.base = base;
        this.path = path;
        this.state = path.isRoot()
                ? State.DIRECTORY
                : base.get(path).map(Destination::state).orElse(State.NOTHING);
    }

    /**
     * The destination of an op.
     *
     * @param base what is below; the empty tree for a layer that is to fit on anything
     */
    static Destination of(Op.Copy op, Tree base) {
        TreePath clean = TreePath.clean(op.destination());
        TreePath path = base.resolve(clean)
                .orElseThrow(() -> BuildException.of(
                        ErrorCode.COPY_CONFLICT,
                        "destination \"" + op.destination() + "\": links that lead in circles"));
        Destination destination = new Destination(op.destination(), base, path);
        if (op.destinationIsDirectory() || op.parents() == Op.Copy.Parents.KEEP) {
            destination.mustBeDirectory();
        }
        return destination;
    }

    private static State state(TreeEntry entry) {
        return entry instanceof TreeEntry.Directory ? State.DIRECTORY : State.FILE;
    }

    private void mustBeDirectory() {
        if (state == State.FILE) {
            throw BuildException.of(
                            ErrorCode.COPY_CONFLICT,
                            "destination \"" + written + "\": got a file in the image, want a directory")
                    .withHint("delete it by a RUN before, or choose another destination");
        }
        state = State.DIRECTORY;
    }

    /** Where the contents of a directory go; it is a directory from then on. */
    TreePath forContents() {
        mustBeDirectory();
        return path;
    }

    /** Where a file of this name goes: into the directory that is there, or in place of what is there. */
    TreePath forFile(TreePath name) {
        if (state == State.DIRECTORY) {
            return path.resolve(name);
        }
        state = State.FILE;
        return path;
    }

    /** The directories that have to be made so that this path can be, the highest first. */
    static java.util.List<TreePath> missingAncestors(Tree base, TreePath path) {
        java.util.ArrayDeque<TreePath> missing = new java.util.ArrayDeque<>();
        for (TreePath at = path; !at.isRoot(); ) {
            at = at.parent();
            Optional<TreeEntry> there = at.isRoot() ? Optional.empty() : base.get(at);
            if (there.isPresent() && !(there.get() instanceof TreeEntry.Directory)) {
                throw BuildException.of(
                        ErrorCode.COPY_CONFLICT,
                        "\"/%s\" cannot be made: \"/%s\" is a file in the image".formatted(path, at));
            }
            if (there.isEmpty() && !at.isRoot()) {
                missing.addFirst(at);
            }
        }
        return java.util.List.copyOf(missing);
    }
}
