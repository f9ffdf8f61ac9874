package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The step's own directory of the host, and the calls that make files in it. Nobody else writes there. */
final class ScratchDirectory {
    private static final long UTIME_OMIT = (1L << 30) - 2;

    private final ProgramBuilder program;
    private final Rights rights;
    private final Path directory;
    private final byte[] path; // of the directory

    ScratchDirectory(ProgramBuilder program, Rights rights, Path directory) {
        this.program = program;
        this.rights = rights;
        this.directory = directory.toAbsolutePath();
        this.path = PathBytes.bytes(this.directory);
    }

    /** The directory itself, as an argument. */
    Arg self() {
        return text(path);
    }

    /** Something in it. */
    Arg at(String name) {
        return text(within(name));
    }

    /** A path of an image in a directory in it. */
    Arg at(String name, TreePath path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(within(name));
        if (!path.isRoot()) {
            bytes.write('/');
            bytes.writeBytes(path.toBytes());
        }
        return text(bytes.toByteArray());
    }

    private byte[] within(String name) {
        byte[] relative = name.getBytes(StandardCharsets.UTF_8);
        byte[] absolute = Arrays.copyOf(path, path.length + 1 + relative.length);
        absolute[path.length] = '/';
        System.arraycopy(relative, 0, absolute, path.length + 1, relative.length);
        return absolute;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    void makeDirectory(Arg path, int permissions) {
        program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, path, mode(permissions));
    }

    /** Gives a directory in it the attributes of one in the image, as far as we have the ids. */
    void imitate(Arg path, Attributes attributes) {
        if (rights.manyIds()) {
            program.call(
                    Syscall.FCHOWNAT,
                    Linux.AT_FDCWD,
                    path,
                    number(attributes.uid()),
                    number(attributes.gid()),
                    Linux.AT_SYMLINK_NOFOLLOW);
        }
        program.call(Syscall.FCHMODAT, Linux.AT_FDCWD, path, mode(attributes.mode()));
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            program.call(
                    Syscall.LSETXATTR,
                    path,
                    text(xattr.getKey()),
                    program.bytes("xattr", xattr.getValue()),
                    number(xattr.getValue().length),
                    NULL);
        }
        byte[] times = ProgramBuilder.struct(32) // two struct timespec: atime, mtime
                .putLong(0)
                .putLong(UTIME_OMIT)
                .putLong(attributes.mtimeSeconds())
                .array();
        program.call(Syscall.UTIMENSAT, Linux.AT_FDCWD, path, program.bytes("times", times), Linux.AT_SYMLINK_NOFOLLOW);
    }
}
