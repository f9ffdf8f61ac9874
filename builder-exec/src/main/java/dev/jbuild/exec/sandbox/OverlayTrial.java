package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Mounts an overlay in a directory and empties a directory of it: the calls that a sandbox makes, to find out whether the file system
 * takes them.
 */
public final class OverlayTrial {
    private OverlayTrial() {}

    /** Whether there is a file system in memory that could take upper directories. */
    public static boolean hasMemory() throws IOException {
        return MemoryDirectory.place().isPresent();
    }

    /**
     * The directory is left with a few empty directories in it; the mount ends with its namespace.
     *
     * @param name of a place in it that had no overlay yet, as it takes no other
     */
    public static void add(ProgramBuilder program, KernelFeatures.MountInterface manner, Path directory, String name) {
        MountCalls mounts = new MountCalls(program, manner);
        if (manner == KernelFeatures.MountInterface.DESCRIPTORS_AND_MOUNT) {
            mounts.open("tmpfs"); // the overlay itself does not show it
        }
        ScratchDirectory scratch = new ScratchDirectory(program, Rights.ROOT, directory);
        for (String part : List.of("", "/upper", "/work", "/at", "/lower", "/lower/emptied")) {
            scratch.makeDirectory(scratch.at(name + part), 0700);
        }
        List<Path> lowers = List.of(directory.toAbsolutePath().resolve(name).resolve("lower"));
        Overlay.Layout layout = new Overlay.Layout(name, lowers, Overlay.Layout.Writes.KEPT, scratch.at(name + "/at"));
        new Overlay(program, mounts, scratch).attach(layout);
        // Where a mark of it cannot be kept, this fails.
        program.call(Syscall.UNLINKAT, Linux.AT_FDCWD, scratch.at(name + "/at/emptied"), Linux.AT_REMOVEDIR);
        scratch.makeDirectory(scratch.at(name + "/at/emptied"), 0700);
        // The kernel makes these without any permission; an ordinary user could not remove them.
        for (String made : List.of("/work/work", "/work/work/incompat", "/work/work/incompat/volatile")) {
            program.call(Syscall.FCHMODAT, Linux.AT_FDCWD, scratch.at(name + made), number(0700))
                    .accept(Errno.ENOENT);
        }
    }
}
