package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.file.Path;

/**
 * What a runtime sees of the host, in a mount namespace of its own: everything, and all of it read-only, save the step's scratch
 * directory. So nothing can be written through a descriptor that it leaks or through its own executable file, whatever holes it has
 * (CVE-2019-5736, CVE-2024-21626); and /proc and the control groups are those of the namespaces that it is in.
 */
final class HostView {
    private static final int ATTRIBUTES_BYTES = 32; // struct mount_attr
    private static final Arg CGROUPS = text("/sys/fs/cgroup");

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final Path runtime;

    HostView(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch, Path runtime) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
        this.runtime = runtime;
    }

    /** The calls that make it so; what of the host is to stay writable has been cloned before. */
    void restrict(RuntimeGroups groups) {
        program.topic("the host, read-only");
        Slot own = mounts.bind("own-scratch", scratch.self(), Constant.NONE);
        boolean unified = groups.view() == RuntimeGroups.View.UNIFIED;
        Slot cgroups = unified ? mounts.bind("cgroups", CGROUPS, Linux.AT_RECURSIVE) : own;
        if (mounts.byPaths()) {
            protectFile();
        } else {
            restrictAll();
        }
        mounts.attach(own, scratch.self());
        if (unified) {
            mounts.attach(cgroups, CGROUPS);
        }
        mounts.attach(mounts.fileSystem("proc", MountCalls.HARMLESS), text("/proc"));
        if (groups.view() == RuntimeGroups.View.LEGACY || groups.view() == RuntimeGroups.View.HIDDEN) {
            legacy(groups);
        }
    }

    private void restrictAll() {
        Label old = program.label("no-setattr");
        Label done = program.label("read-only");
        byte[] set = ProgramBuilder.struct(ATTRIBUTES_BYTES)
                .putLong(Linux.MOUNT_ATTR_RDONLY.value(program.machine()))
                .array();
        program.call(
                        Syscall.MOUNT_SETATTR,
                        Linux.AT_FDCWD,
                        text("/"),
                        Linux.AT_RECURSIVE,
                        program.bytes("read-only", set),
                        number(ATTRIBUTES_BYTES))
                .when(Errno.ENOSYS, old)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make the host read-only for the runtime");
        program.jump(done);
        program.place(old);
        protectFile();
        program.place(done);
    }

    /** Before Linux 5.12, at least the runtime's own file. */
    private void protectFile() {
        Arg file = text(PathBytes.bytes(runtime));
        program.call(Syscall.MOUNT, file, file, NULL, Linux.MS_BIND, NULL);
        Constant flags = Linux.MS_BIND.or(Linux.MS_REMOUNT).or(Linux.MS_RDONLY);
        program.call(Syscall.MOUNT, NULL, file, NULL, flags, NULL);
    }

    /** Version 1 without the almost empty hierarchy of version 2 beside it, and with our own groups as the roots. */
    private void legacy(RuntimeGroups groups) {
        program.topic("control groups, version 1");
        mounts.attach(mounts.fileSystem("tmpfs", MountCalls.HARMLESS, "mode", "755"), CGROUPS);
        if (groups.view() == RuntimeGroups.View.HIDDEN) {
            return;
        }
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWCGROUP);
        groups.hierarchies().forEach(hierarchy -> {
            Arg at = text("/sys/fs/cgroup/" + hierarchy.name());
            program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, at, Arg.mode(0755));
            program.call(
                            Syscall.MOUNT,
                            text("cgroup"),
                            at,
                            text("cgroup"),
                            MountCalls.HARMLESS,
                            text(hierarchy.options()))
                    .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot mount control groups");
        });
    }
}
