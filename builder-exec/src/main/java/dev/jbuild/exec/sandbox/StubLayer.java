package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory with the mount points that the image lacks, laid over its layers as the first of the lowers: nothing of it gets into
 * the upper directory, and no whiteout or opaque directory of a layer hides it. Its other directories imitate those of the image,
 * as an overlay takes the attributes of a merged directory from the first.
 */
final class StubLayer {
    static final String NAME = "stubs";

    private final ProgramBuilder program;
    private final ScratchDirectory scratch;
    private final Tree tree;

    StubLayer(ProgramBuilder program, ScratchDirectory scratch, Tree tree) {
        this.program = program;
        this.scratch = scratch;
        this.tree = tree;
    }

    void make(SortedMap<TreePath, MountPoint.Kind> missing) {
        program.topic("mount points that the image lacks");
        SortedMap<TreePath, MountPoint.Kind> stubs = withAncestors(missing);
        for (Map.Entry<TreePath, MountPoint.Kind> stub : stubs.entrySet()) {
            if (stub.getValue() == MountPoint.Kind.DIRECTORY) {
                scratch.makeDirectory(scratch.at(NAME, stub.getKey()), 0755);
            } else {
                program.call(
                        Syscall.MKNODAT,
                        Linux.AT_FDCWD,
                        scratch.at(NAME, stub.getKey()),
                        MountCalls.mode(Linux.S_IFREG, 0644),
                        number(0));
            }
        }
        for (TreePath path : stubs.keySet()) { // only now: what was made in a directory has changed its time
            Optional<TreeEntry> twin = tree.get(path);
            twin.ifPresent(entry -> scratch.imitate(scratch.at(NAME, path), entry.attributes()));
        }
    }

    /** These paths and all above them, the topmost first. */
    static SortedMap<TreePath, MountPoint.Kind> withAncestors(SortedMap<TreePath, MountPoint.Kind> missing) {
        SortedMap<TreePath, MountPoint.Kind> all = new TreeMap<>(missing);
        for (TreePath path : missing.keySet()) {
            for (TreePath parent = path; !parent.isRoot(); ) {
                parent = parent.parent();
                all.put(parent, MountPoint.Kind.DIRECTORY);
            }
        }
        all.put(TreePath.ROOT, MountPoint.Kind.DIRECTORY);
        return all;
    }
}
