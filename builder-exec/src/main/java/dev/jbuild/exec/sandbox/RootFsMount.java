package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The calls that make the rootfs of the image's layers, of the mount points that they lack, and of a place for changes. */
final class RootFsMount {
    static final String NAME = "rootfs";

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final KernelFeatures.RootFsKind kind;

    RootFsMount(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch, KernelFeatures.RootFsKind kind) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
        this.kind = kind;
    }

    /** Where what changed will lie. */
    static Path upper(RootFs rootFs) {
        return rootFs.scratch().resolve(NAME).resolve("upper");
    }

    /**
     * Attaches it, all mount points known, and keeps a descriptor of it.
     *
     * @param at a directory of the host
     */
    Slot attach(RootFs rootFs, Arg at, StubLayer stubs) {
        program.topic("rootfs");
        if (kind == KernelFeatures.RootFsKind.COPY) {
            return attachCopy(rootFs, at);
        }
        Tree tree = rootFs.tree();
        List<Path> lowers = new ArrayList<>(rootFs.layers());
        Collections.reverse(lowers);
        if (!stubs.isEmpty() || lowers.isEmpty()) {
            lowers.add(0, stubs.make(tree));
        }
        // A link to a directory in memory may be there.
        program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, scratch.at(NAME), mode(0700))
                .accept(Errno.EEXIST);
        for (String part : List.of(NAME + "/upper", NAME + "/work")) {
            scratch.makeDirectory(scratch.at(part), 0755);
        }
        tree.get(TreePath.ROOT).ifPresent(root -> scratch.imitate(scratch.at(NAME + "/upper"), root.attributes()));
        return new Overlay(program, mounts, scratch)
                .attach(new Overlay.Layout(NAME, lowers, Overlay.Layout.Writes.KEPT, at));
    }

    /** The files are there, copied by {@link RootFsForm}; what is entered must be a mount. */
    private Slot attachCopy(RootFs rootFs, Arg at) {
        Arg whole = scratch.at(NAME + "/upper");
        rootFs.tree().get(TreePath.ROOT).ifPresent(root -> scratch.imitate(whole, root.attributes()));
        program.call(Syscall.MOUNT, whole, at, NULL, Linux.MS_BIND, NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot attach the rootfs");
        Slot root = program.slot("copied-root");
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        at,
                        Linux.O_PATH.or(Linux.O_DIRECTORY).or(Linux.O_CLOEXEC))
                .into(root);
        return root;
    }

    /** Inside the rootfs: makes the mount points that a copy lacks, which {@link RootFsForm} removes again. */
    void makeMissing(MountPoints points) {
        if (kind != KernelFeatures.RootFsKind.COPY) {
            return; // they are in a layer of their own
        }
        StubLayer.withAncestors(points.missing()).forEach((path, pointKind) -> {
            if (path.isRoot()) {
                return;
            }
            Arg at = MountPoint.inside(path);
            if (pointKind == MountPoint.Kind.DIRECTORY) {
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, at, mode(0755)).accept(Errno.EEXIST);
            } else {
                program.call(Syscall.MKNODAT, Linux.AT_FDCWD, at, MountCalls.mode(Linux.S_IFREG, 0644), number(0));
            }
        });
    }
}
