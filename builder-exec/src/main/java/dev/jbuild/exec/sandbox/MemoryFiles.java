package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;

/**
 * Files that exist in memory only, each to be mounted on a path. They lie in one tmpfs, which is attached to a directory of the
 * host as long as that is in sight: kernels before 6.15 bind no files of a file system that is attached nowhere.
 */
final class MemoryFiles {
    private static final Attributes PLAIN = new Attributes(0644, 0, 0, 0);

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final Rights rights;
    private final Slot files;
    private int count;

    /** Makes the file system, and attaches it to a directory of the host. */
    MemoryFiles(ProgramBuilder program, MountCalls mounts, Rights rights, Arg place) {
        this.program = program;
        this.mounts = mounts;
        this.rights = rights;
        program.topic("files in memory");
        Constant attributes = Linux.MOUNT_ATTR_NOSUID.or(Linux.MOUNT_ATTR_NODEV);
        Slot made = mounts.fileSystem("tmpfs", attributes, "mode", "700");
        this.files = mounts.keepAt(place, made);
    }

    /** Goes on with one that an earlier program made, and left so many files in. */
    MemoryFiles(ProgramBuilder program, MountCalls mounts, Rights rights, Left left) {
        this.program = program;
        this.mounts = mounts;
        this.rights = rights;
        this.files = left.files();
        this.count = left.count();
    }

    /** What another program goes on with. */
    record Left(Slot files, int count) {}

    Left leave() {
        return new Left(files, count);
    }

    Slot add(String name, byte[] bytes) {
        return add(name, bytes, PLAIN);
    }

    /** A mount of a new file with these bytes, not attached yet. */
    Slot add(String name, byte[] bytes, Attributes attributes) {
        String file = Integer.toString(count++);
        Slot open = program.slot(name + "-file");
        program.call(
                        Syscall.OPENAT,
                        files,
                        text(file),
                        Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_EXCL).or(Linux.O_CLOEXEC),
                        mode(0600))
                .into(open);
        if (bytes.length > 0) {
            program.call(Syscall.WRITE, open, program.bytes(name, bytes), number(bytes.length));
        }
        program.call(Syscall.CLOSE, open);
        if (rights.manyIds()) {
            program.call(
                    Syscall.FCHOWNAT, files, text(file), number(attributes.uid()), number(attributes.gid()), number(0));
        }
        program.call(Syscall.FCHMODAT, files, text(file), mode(attributes.mode()));
        return mounts.bind(name, files, text(file));
    }

    /** Lets go of the file system; what was added stays mounted. */
    void close() {
        program.call(Syscall.CLOSE, files);
    }
}
