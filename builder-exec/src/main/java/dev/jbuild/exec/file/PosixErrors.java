package dev.jbuild.exec.file;

import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Errno;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The kernel's errors as the exceptions that the ports promise. */
final class PosixErrors {
    private PosixErrors() {}

    /** The result of a call, or the exception that it means. */
    static long check(long result, TreePath path) throws IOException {
        if (result < 0) {
            throw of((int) -result, path);
        }
        return result;
    }

    static IOException of(int errno, TreePath path) {
        String name = path.toString();
        if (Errno.ENOENT.is(errno)) {
            return new NoSuchFileException(name);
        }
        if (Errno.EEXIST.is(errno)) {
            return new FileAlreadyExistsException(name);
        }
        if (Errno.ELOOP.is(errno)) {
            return new UnsafePathException("\"" + name + "\" is a symbolic link or goes through one");
        }
        if (Errno.ENOTEMPTY.is(errno)) {
            return new DirectoryNotEmptyException(name);
        }
        if (Errno.EACCES.is(errno) || Errno.EPERM.is(errno)) {
            return new AccessDeniedException(name);
        }
        if (Errno.ENOTDIR.is(errno)) {
            return new NotDirectoryException(name);
        }
        return new FileSystemException(name, null, reason(errno));
    }

    /** What a person reads of it. */
    static String reason(int errno) {
        if (Errno.ENOSPC.is(errno) || Errno.EDQUOT.is(errno)) {
            return "No space left on device";
        }
        return Errno.name(errno);
    }
}
