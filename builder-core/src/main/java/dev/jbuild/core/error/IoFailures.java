package dev.jbuild.core.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What a failure of input or output means to a user, where nothing else has given it a meaning. */
public final class IoFailures {
    private static final String LINKS = "Too many levels of symbolic links"; // what Java puts behind it is of no use

    private IoFailures() {}

    /** That something failed, and why. */
    public static BuildException meaning(String what, IOException failure) {
        ErrorCode code = code(failure);
        String hint = code == ErrorCode.DISK_FULL ? "free some space, or run jbuild cache prune" : "";
        return BuildException.of(code, what + ": " + text(failure))
                .withHint(hint)
                .withCause(failure);
    }

    public static ErrorCode code(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return ErrorCode.PERMISSION_DENIED;
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = text.contains("no space left") || text.contains("quota exceeded");
        return full ? ErrorCode.DISK_FULL : ErrorCode.INPUT_OUTPUT;
    }

    /** The file, if one is known, and the reason. */
    public static String text(IOException failure) {
        return failure instanceof FileSystemException file && file.getFile() != null
                ? "\"" + file.getFile() + "\": " + reason(failure)
                : reason(failure);
    }

    /** The reason without the file. */
    public static String reason(IOException failure) {
        if (failure instanceof FileSystemException file) {
            return file.getReason() == null ? kind(file) : ofSystem(file.getReason());
        }
        return failure.getMessage() == null ? "input or output failed" : ofSystem(failure.getMessage());
    }

    private static String kind(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return "Not a directory";
        }
        return failure instanceof FileAlreadyExistsException ? "something is there already" : "input or output failed";
    }

    private static String ofSystem(String text) {
        return text.startsWith(LINKS) ? LINKS : text;
    }
}
