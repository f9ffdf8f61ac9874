package dev.jbuild.exec.doctor;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.rootless.UserIds;
import dev.jbuild.exec.sandbox.KernelFeatures;
import dev.jbuild.exec.sandbox.KernelFeatures.RootFsKind;
import dev.jbuild.exec.sandbox.OverlayTrial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Tries things out, each in a process that then ends. Who is not root does so in a user namespace, as a build would. */
final class Trials {
    private final Runner runner;
    private final Path scratch;
    private final UserIds user;

    Trials(Runner runner, Path scratch, UserIds user) {
        this.runner = runner;
        this.scratch = scratch;
        this.user = user;
    }

    boolean unshares(Namespace namespace) throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        if (user.uid() != 0 && namespace != Namespace.USER) {
            program.call(Syscall.UNSHARE, Linux.CLONE_NEWUSER);
        }
        program.call(Syscall.UNSHARE, namespace.flag());
        return succeeds(program);
    }

    /** The best kind of rootfs, found out in the order in which a build does. */
    RootFsKind rootFs() throws IOException {
        if (mountsOverlay(Uppers.IN_THE_STORE)) {
            return RootFsKind.OVERLAY;
        }
        boolean memory = OverlayTrial.hasMemory() && mountsOverlay(Uppers.IN_MEMORY);
        return memory ? RootFsKind.OVERLAY_IN_MEMORY : RootFsKind.COPY;
    }

    private enum Uppers {
        IN_THE_STORE,
        IN_MEMORY
    }

    private boolean mountsOverlay(Uppers uppers) throws IOException {
        for (KernelFeatures.MountInterface manner : KernelFeatures.MountInterface.values()) {
            if (mountsOverlay(uppers, manner)) {
                return true;
            }
        }
        return false;
    }

    private boolean mountsOverlay(Uppers uppers, KernelFeatures.MountInterface manner) throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        if (user.uid() != 0) {
            becomeRoot(program);
        }
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNS);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL);
        if (uppers == Uppers.IN_MEMORY) {
            program.call(Syscall.MOUNT, text("tmpfs"), text(scratch.toString()), text("tmpfs"), NULL, NULL);
        }
        OverlayTrial.add(program, manner, scratch, "overlay-trial-" + uppers.ordinal() + manner.ordinal());
        return succeeds(program);
    }

    /** Whether somebody in a user namespace may tell the kernel there of an emulator, for himself alone. */
    boolean mountsBinaryFormats() throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        becomeRoot(program);
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNS);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL);
        program.call(Syscall.MOUNT, text("binfmt_misc"), text(scratch.toString()), text("binfmt_misc"), NULL, NULL);
        return succeeds(program);
    }

    /** Root in a user namespace of one id, which a process may map for itself. */
    private void becomeRoot(ProgramBuilder program) {
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWUSER);
        write(program, "/proc/self/setgroups", "deny");
        write(program, "/proc/self/uid_map", "0 " + user.uid() + " 1");
        write(program, "/proc/self/gid_map", "0 " + user.gid() + " 1");
    }

    private static void write(ProgramBuilder program, String file, String line) {
        Slot open = program.slot(file);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text(file), Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                .into(open);
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        program.call(Syscall.WRITE, open, program.bytes(file, bytes), number(bytes.length));
        program.call(Syscall.CLOSE, open);
    }

    private boolean succeeds(ProgramBuilder program) throws IOException {
        return runner.run(program.build()) == 0;
    }
}
