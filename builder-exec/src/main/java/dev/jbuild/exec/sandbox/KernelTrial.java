package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.exec.host.FreshName;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.sandbox.KernelFeatures.MountInterface;
import dev.jbuild.exec.sandbox.KernelFeatures.RootFsKind;
import java.io.IOException;
import java.nio.file.Path;

/** Finds out what the kernel allows by mounting an empty overlay; where all is as it should be, that is one trial of milliseconds. */
final class KernelTrial {
    private final Runner runner;

    KernelTrial(Runner runner) {
        this.runner = runner;
    }

    /** @param store a directory on the file system that is to have upper directories */
    KernelFeatures run(Path store) throws IOException {
        for (MountInterface mounts : MountInterface.values()) {
            if (takesOverlay(mounts, store)) {
                return new KernelFeatures(mounts, RootFsKind.OVERLAY);
            }
        }
        for (MountInterface mounts : MountInterface.values()) {
            if (takesOverlayInMemory(mounts)) {
                return new KernelFeatures(mounts, RootFsKind.OVERLAY_IN_MEMORY);
            }
        }
        MountInterface mounts = hasDescriptors() ? MountInterface.DESCRIPTORS : MountInterface.PATHS;
        return new KernelFeatures(mounts, RootFsKind.COPY);
    }

    private boolean takesOverlayInMemory(MountInterface mounts) throws IOException {
        if (MemoryDirectory.place().isEmpty()) {
            return false;
        }
        try (MemoryDirectory directory = MemoryDirectory.make()) {
            return takesOverlay(mounts, directory.path());
        }
    }

    private boolean takesOverlay(MountInterface mounts, Path directory) throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNS);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL);
        OverlayTrial.add(program, mounts, directory, "trial-" + FreshName.next());
        return runner.run(program.build()) == 0;
    }

    private boolean hasDescriptors() throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        program.call(Syscall.FSOPEN, text("tmpfs"), Linux.FSOPEN_CLOEXEC);
        return runner.run(program.build()) == 0;
    }
}
