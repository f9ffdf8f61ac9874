package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.nio.file.Path;
import java.util.List;

/** Mounts an empty overlay in a directory: the calls that a sandbox makes, to find out whether the file system takes them. */
public final class OverlayTrial {
    private static final String NAME = "overlay-trial";

    private OverlayTrial() {}

    /** The directory is left with a few empty directories in it; the mount ends with its namespace. */
    public static void add(ProgramBuilder program, Path directory) {
        add(program, new MountCalls(program), directory, NAME);
    }

    static void add(ProgramBuilder program, MountCalls mounts, Path directory, String name) {
        ScratchDirectory scratch = new ScratchDirectory(program, Rights.ROOT, directory);
        for (String part : List.of("", "/upper", "/work", "/at", "/lower")) {
            scratch.makeDirectory(scratch.at(name + part), 0700);
        }
        List<Path> lowers = List.of(directory.toAbsolutePath().resolve(name).resolve("lower"));
        Overlay.Layout layout = new Overlay.Layout(name, lowers, Overlay.Layout.Writes.KEPT, scratch.at(name + "/at"));
        new Overlay(program, mounts, scratch).attach(layout);
        // The kernel makes these without any permission; an ordinary user could not remove them.
        for (String made : List.of("/work/work", "/work/work/incompat", "/work/work/incompat/volatile")) {
            program.call(Syscall.FCHMODAT, Linux.AT_FDCWD, scratch.at(name + made), number(0700))
                    .accept(Errno.ENOENT);
        }
    }
}
