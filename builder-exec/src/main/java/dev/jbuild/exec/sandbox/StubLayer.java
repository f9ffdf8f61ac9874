package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory with the mount points that the image lacks, laid over its layers as the first of the lowers: nothing of it gets into
 * the upper directory, and no whiteout or opaque directory of a layer hides it. Its other directories imitate those of the image,
 * as an overlay takes the attributes of a merged directory from the first. Sandboxes that lack the same may share one. Used by one
 * thread.
 */
final class StubLayer {
    private static final String NAME = "stubs";

    private final ProgramBuilder program;
    private final ScratchDirectory scratch;
    private final MountPoints points;
    private final Optional<SharedDirectory> shared;
    private Optional<Path> left = Optional.empty();

    /** @param shared is where it is found, or left for others; it is the sandbox's own when that is empty */
    StubLayer(ProgramBuilder program, ScratchDirectory scratch, MountPoints points, Optional<SharedDirectory> shared) {
        this.program = program;
        this.scratch = scratch;
        this.points = points;
        this.shared = shared;
    }

    /** True when nothing is missing, by what is known of mounts so far. */
    boolean isEmpty() {
        return points.missing().isEmpty();
    }

    /** Makes it, all mount points known, unless it is there; returns where it is. */
    Path make(Tree tree) {
        program.topic("mount points that the image lacks");
        SortedMap<TreePath, MountPoint.Kind> stubs = withAncestors(points.missing());
        if (shared.isEmpty() || isEmpty()) {
            fill(stubs, tree);
            return scratch.path(NAME);
        }
        Path layer = shared.get().layer(describe(stubs, tree));
        if (!shared.get().has(layer)) {
            fill(stubs, tree);
            program.call(
                            Syscall.RENAMEAT2,
                            Linux.AT_FDCWD,
                            scratch.at(NAME),
                            Linux.AT_FDCWD,
                            text(PathBytes.bytes(layer)),
                            number(0))
                    .accept(Errno.EEXIST, Errno.ENOTEMPTY); // another sandbox was first
            left = Optional.of(layer);
        }
        return layer;
    }

    /** The program has ended, and none of its calls had failed: what it left for others is there. */
    void succeeded() {
        if (left.isPresent()) {
            shared.orElseThrow().left(left.get());
        }
    }

    private void fill(SortedMap<TreePath, MountPoint.Kind> stubs, Tree tree) {
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
            if (twin.isPresent()) {
                scratch.imitate(scratch.at(NAME, path), twin.get().attributes());
            }
        }
    }

    /** Tells apart all layers that differ: by their paths, what they are, and whom they imitate. */
    private static String describe(SortedMap<TreePath, MountPoint.Kind> stubs, Tree tree) {
        StringBuilder all = new StringBuilder();
        for (Map.Entry<TreePath, MountPoint.Kind> stub : stubs.entrySet()) {
            add(all, stub.getKey().toBytes());
            all.append(stub.getValue().ordinal());
            Optional<TreeEntry> twin = tree.get(stub.getKey());
            if (twin.isPresent()) {
                Attributes attributes = twin.get().attributes();
                all.append(attributes.mode()).append(' ').append(attributes.uid());
                all.append(' ').append(attributes.gid()).append(' ').append(attributes.mtimeSeconds());
                for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
                    add(all, xattr.getKey().getBytes(StandardCharsets.UTF_8));
                    add(all, xattr.getValue());
                }
            }
            all.append('\n');
        }
        return all.toString();
    }

    private static void add(StringBuilder all, byte[] bytes) {
        all.append(bytes.length).append(':');
        for (byte b : bytes) {
            all.append((char) (b & 0xff));
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
