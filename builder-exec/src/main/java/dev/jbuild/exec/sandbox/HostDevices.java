package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Devices of the host that the user allowed: bound into the sandbox's own /dev. Their permissions are the host's. */
final class HostDevices {
    private static final TreePath DEV = TreePath.of("dev");

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final Map<TreePath, Slot> opened = new LinkedHashMap<>();

    HostDevices(ProgramBuilder program, MountCalls mounts) {
        this.program = program;
        this.mounts = mounts;
    }

    /** While the host is in sight. */
    void open(List<ProcessSpec.Device> devices) {
        for (ProcessSpec.Device device : devices) {
            TreePath path = TreePath.clean(device.path());
            if (path.equals(DEV) || !path.startsWith(DEV)) {
                throw BuildException.of(
                        ErrorCode.USAGE, "got \"" + device.path() + "\" for a device, want a path below /dev");
            }
            opened.put(path, mounts.bind("device", text(PathBytes.bytes(device.host())), Constant.NONE));
        }
    }

    /** By the path on which each belongs. */
    Map<TreePath, Slot> opened() {
        return opened;
    }

    /** When /dev is there, which is ours and has no links on these ways. */
    void attach() {
        if (opened.isEmpty()) {
            return;
        }
        program.topic("devices");
        opened.forEach((path, mount) -> {
            TreePath made = DEV;
            for (TreePath name : path.parent().relativeTo(DEV).components()) {
                made = made.resolve(name);
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, MountPoint.inside(made), mode(0755))
                        .accept(Errno.EEXIST);
            }
            var target = MountPoint.inside(path);
            program.call(Syscall.MKNODAT, Linux.AT_FDCWD, target, MountCalls.mode(Linux.S_IFREG, 0600), NULL)
                    .accept(Errno.EEXIST);
            mounts.attach(mount, target);
        });
    }
}
