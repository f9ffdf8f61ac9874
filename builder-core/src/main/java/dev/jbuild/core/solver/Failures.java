package dev.jbuild.core.solver;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Vertex;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** Gives failures of steps their meaning for the user. */
final class Failures {
    private Failures() {}

    /** The same with the place of the vertex, where the failure has none of its own. */
    static Throwable of(Vertex vertex, Throwable failure, SolveRequest request) {
        Throwable meaning = of(vertex, failure);
        return meaning instanceof BuildException known
                ? request.places().apply(vertex).map(known::at).orElse(known)
                : meaning;
    }

    /** What a vertex's failure is called; anything that is no BuildException and no IOException is a bug and stays as it is. */
    static Throwable of(Vertex vertex, Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof CancellationException) {
            return BuildException.of(ErrorCode.INTERRUPTED, "the build was cancelled");
        }
        if (!(cause instanceof IOException io)) {
            return cause;
        }
        ErrorCode code = code(io);
        BuildException meaning =
                BuildException.of(code, vertex.label() + ": " + message(io)).withCause(io);
        return code == ErrorCode.DISK_FULL
                ? meaning.withHint("free some space; jbuild cache prune removes old results")
                : meaning;
    }

    private static ErrorCode code(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return ErrorCode.PERMISSION_DENIED;
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = text.contains("no space left") || text.contains("quota exceeded");
        return full ? ErrorCode.DISK_FULL : ErrorCode.INPUT_OUTPUT;
    }

    private static String message(IOException failure) {
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            String reason = file.getReason() == null ? reason(file) : file.getReason();
            return "\"" + file.getFile() + "\": " + reason;
        }
        return failure.getMessage() == null ? "input or output failed" : failure.getMessage();
    }

    private static String reason(FileSystemException failure) {
        return failure instanceof AccessDeniedException ? "permission denied" : "not there any more, or in the way";
    }
}
