package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Operation;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;

/**
 * The calls that make mounts: first a mount that is attached nowhere, then its attributes, then its place. No path is resolved
 * twice, and no link at the end of a target is followed.
 */
final class MountCalls {
    static final Constant HARMLESS =
            Linux.MOUNT_ATTR_NOSUID.or(Linux.MOUNT_ATTR_NODEV).or(Linux.MOUNT_ATTR_NOEXEC);
    private static final int ATTRIBUTES_BYTES = 32; // struct mount_attr

    private final ProgramBuilder program;
    private final KernelFeatures.MountInterface manner;
    private final PathMounts paths;

    MountCalls(ProgramBuilder program) {
        this(program, KernelFeatures.MountInterface.DESCRIPTORS);
    }

    MountCalls(ProgramBuilder program, KernelFeatures.MountInterface manner) {
        this.program = program;
        this.manner = manner;
        this.paths = new PathMounts(program);
    }

    /** True when mount is all that there is. */
    boolean byPaths() {
        return manner == KernelFeatures.MountInterface.PATHS;
    }

    /** True when an overlay is known to take its layers one by one. */
    boolean layersByOptions() {
        return manner == KernelFeatures.MountInterface.DESCRIPTORS;
    }

    /** A new file system, listed in /proc/mounts by its type; its options are names and values in turn. */
    Slot fileSystem(String type, Constant attributes, String... options) {
        if (byPaths()) {
            return paths.fileSystem(type, attributes, options);
        }
        Slot context = open(type);
        option(context, "source", text(type));
        for (int i = 0; i < options.length; i += 2) {
            option(context, options[i], text(options[i + 1]));
        }
        return make(context, type, attributes);
    }

    /** Attaches a new file system to a directory of the host that we trust; gives a descriptor of its root. */
    Slot keepAt(Arg place, Slot fileSystem) {
        if (byPaths()) {
            return paths.fileSystemAt(place, fileSystem);
        }
        program.call(Syscall.MOVE_MOUNT, fileSystem, text(""), Linux.AT_FDCWD, place, Linux.MOVE_MOUNT_F_EMPTY_PATH);
        return fileSystem;
    }

    /** The first part of {@link #fileSystem}. */
    Slot open(String type) {
        Slot context = program.slot(type + "-options");
        program.call(Syscall.FSOPEN, text(type), Linux.FSOPEN_CLOEXEC)
                .into(context)
                .orFail(ErrorCode.FEATURE_MISSING, "the kernel has no " + type);
        return context;
    }

    void option(Slot context, String name, Arg value) {
        program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_SET_STRING, text(name), value, number(0))
                .orFail(ErrorCode.FEATURE_MISSING, "the kernel does not know an option of a file system");
    }

    /** The last part of {@link #fileSystem}. */
    Slot make(Slot context, String type, Constant attributes) {
        Slot mount = program.slot(type);
        program.call(Syscall.FSCONFIG, context, Linux.FSCONFIG_CMD_CREATE, NULL, NULL, number(0))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make a file system (" + type + ")");
        program.call(Syscall.FSMOUNT, context, Linux.FSMOUNT_CLOEXEC, attributes)
                .into(mount)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot mount a file system (" + type + ")");
        program.call(Syscall.CLOSE, context);
        return mount;
    }

    /** A second mount of what is at a path that we trust. A link at its end is not followed. */
    Slot bind(String name, Arg path, Constant recursion) {
        return clone(name, Linux.AT_FDCWD, path, Linux.AT_SYMLINK_NOFOLLOW.or(recursion));
    }

    /** A second mount of a file in a directory that is open. A link is not followed. */
    Slot bind(String name, Slot directory, Arg file) {
        return clone(name, directory, file, Linux.AT_SYMLINK_NOFOLLOW);
    }

    /** A second mount of what a descriptor is of. */
    Slot bind(String name, Slot of) {
        if (byPaths()) {
            return of;
        }
        return clone(name, of, text(""), Linux.AT_EMPTY_PATH);
    }

    private Slot clone(String name, Arg directory, Arg path, Constant flags) {
        if (byPaths()) {
            boolean recursive = (flags.x86() & Linux.AT_RECURSIVE.x86()) != 0;
            return paths.bind(name, directory, path, recursive ? Linux.AT_RECURSIVE : Constant.NONE);
        }
        Slot mount = program.slot(name);
        program.call(
                        Syscall.OPEN_TREE,
                        directory,
                        path,
                        Linux.OPEN_TREE_CLONE.or(Linux.O_CLOEXEC).or(flags))
                .into(mount)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot bind a mount");
        return mount;
    }

    /** Puts a mount in its place. */
    void attach(Slot mount, Arg target) {
        attach(mount, new Target(target, Constant.NONE), Constant.NONE, Constant.NONE);
    }

    /** Puts a mount on what a descriptor is of; kernels before 5.12 cannot restrict it so. */
    void attachAt(Slot mount, Slot at, Constant attributes, Constant recursion) {
        if (byPaths()) {
            paths.attachAt(mount, at, attributes);
            return;
        }
        restrict(mount, attributes, recursion);
        program.call(
                        Syscall.MOVE_MOUNT,
                        mount,
                        text(""),
                        at,
                        text(""),
                        Linux.MOVE_MOUNT_F_EMPTY_PATH.or(Linux.MOVE_MOUNT_T_EMPTY_PATH))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot attach a mount");
        program.call(Syscall.CLOSE, mount);
    }

    /** Adds attributes to a mount. */
    void restrict(Slot mount, Constant attributes, Constant recursion) {
        if (byPaths()) {
            paths.restrict(mount, attributes);
        } else {
            setAttributes(mount, attributes, recursion);
        }
    }

    private Operation setAttributes(Slot mount, Constant attributes, Constant recursion) {
        byte[] set = ProgramBuilder.struct(ATTRIBUTES_BYTES)
                .putLong(attributes.value(program.machine()))
                .array();
        return program.call(
                        Syscall.MOUNT_SETATTR,
                        mount,
                        text(""),
                        Linux.AT_EMPTY_PATH.or(recursion),
                        program.bytes("mount-attr", set),
                        number(ATTRIBUTES_BYTES))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot restrict a mount");
    }

    private void move(Slot mount, Target place) {
        Constant flags = Linux.MOVE_MOUNT_F_EMPTY_PATH.or(place.links());
        program.call(Syscall.MOVE_MOUNT, mount, text(""), Linux.AT_FDCWD, place.path(), flags)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot attach a mount");
    }

    /** Puts a mount in its place with these attributes added; on kernels before 5.12 not on the mounts below it. */
    void attach(Slot mount, Arg target, Constant attributes, Constant recursion) {
        attach(mount, new Target(target, Constant.NONE), attributes, recursion);
    }

    /**
     * As above, on a path of the rootfs. In a mount of somebody else's, of which no tree tells, a link at the end is followed: to
     * somewhere in the rootfs, as there is nothing else any more.
     */
    void attach(Slot mount, MountPoint point, Constant attributes, Constant recursion) {
        Constant links = point.within().isPresent() ? Linux.MOVE_MOUNT_T_SYMLINKS : Constant.NONE;
        attach(mount, new Target(point.arg(), links), attributes, recursion);
    }

    private record Target(Arg path, Constant links) {}

    private void attach(Slot mount, Target place, Constant attributes, Constant recursion) {
        Arg target = place.path();
        if (byPaths()) {
            paths.attach(mount, target);
            if (!attributes.isNone()) {
                paths.restrict(target, attributes);
            }
            return;
        }
        if (attributes.isNone()) {
            move(mount, place);
            program.call(Syscall.CLOSE, mount);
            return;
        }
        Label old = program.label("no-setattr-" + mount.index());
        Label done = program.label("attached-" + mount.index());
        setAttributes(mount, attributes, recursion).when(Errno.ENOSYS, old);
        move(mount, place);
        program.jump(done);
        program.place(old);
        move(mount, place);
        // The bits of MOUNT_ATTR_ that are used here are those of MS_, too.
        program.call(
                        Syscall.MOUNT,
                        NULL,
                        target,
                        NULL,
                        Linux.MS_BIND.or(Linux.MS_REMOUNT).or(attributes),
                        NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot restrict a mount");
        program.place(done);
        program.call(Syscall.CLOSE, mount);
    }

    /** Adds attributes to a mount that is in its place; its own ones stay. */
    void restrict(Arg target, Constant attributes) {
        // The bits of MOUNT_ATTR_ that are used here are those of MS_, too. The rootfs has none that a remount could
        // take away.
        program.call(
                        Syscall.MOUNT,
                        NULL,
                        target,
                        NULL,
                        Linux.MS_BIND.or(Linux.MS_REMOUNT).or(attributes),
                        NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot restrict a mount");
    }

    /** Makes what an earlier mount lacks on the way to a mount point in it. */
    void makeWithin(MountPoint point) {
        if (point.within().isEmpty()) {
            return;
        }
        TreePath made = point.within().get();
        for (TreePath name : point.path().relativeTo(made).components()) {
            made = made.resolve(name);
            Arg path = MountPoint.inside(made);
            if (made.equals(point.path()) && point.kind() == MountPoint.Kind.FILE) {
                program.call(Syscall.MKNODAT, Linux.AT_FDCWD, path, mode(Linux.S_IFREG, 0644), number(0))
                        .accept(Errno.EEXIST);
            } else {
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, path, Arg.mode(0755))
                        .accept(Errno.EEXIST);
            }
        }
    }

    static Constant mode(Constant type, int permissions) {
        return type.or(Constant.of("0" + Integer.toOctalString(permissions), permissions));
    }
}
