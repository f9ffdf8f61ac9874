package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.FailureReport;
import dev.jbuild.exec.program.Program;

/** Says in the user's words why a command could not be started. */
final class StartFailure {
    private StartFailure() {}

    static BuildException of(FailureReport report, Program program, ProcessSpec spec) {
        BuildException failure = report.toException(program);
        return switch (failure.code()) {
            case COMMAND_NOT_FOUND -> command(report.errno(), spec);
            case NAMESPACES_REFUSED -> failure.withHint("run jbuild doctor to see what this machine allows");
            case FEATURE_MISSING ->
                failure.withHint(PrivateNetwork.hint(failure)
                        .orElse("run jbuild doctor, or choose an OCI runtime with --runtime=crun"));
            default -> failure;
        };
    }

    /** The command could not be executed. */
    static BuildException command(int errno, ProcessSpec spec) {
        String command = spec.args().get(0);
        String what = "cannot execute \"" + command + "\": ";
        boolean byPath = !command.contains("/");
        if (Errno.ENOENT.is(errno) && byPath) {
            return BuildException.of(ErrorCode.COMMAND_NOT_FOUND, what + "not found in PATH")
                    .withHint("look for it in " + String.join(":", Execution.path(spec.env())));
        }
        if (Errno.ENOENT.is(errno) || Errno.ENOTDIR.is(errno)) {
            boolean there = spec.rootFs()
                    .tree()
                    .resolve(TreePath.clean(command))
                    .flatMap(spec.rootFs().tree()::get)
                    .isPresent();
            return there
                    ? BuildException.of(ErrorCode.COMMAND_NOT_FOUND, what + "its interpreter or loader is missing")
                            .withHint("check the first line of the script, or whether the image has the program's libc")
                    : BuildException.of(ErrorCode.COMMAND_NOT_FOUND, what + "no such file");
        }
        if (Errno.EACCES.is(errno)) {
            return BuildException.of(ErrorCode.COMMAND_NOT_EXECUTABLE, what + "permission denied")
                    .withHint("set its executable bits, as COPY --chmod=755 does");
        }
        if (Errno.ENOEXEC.is(errno)) {
            return BuildException.of(
                    ErrorCode.COMMAND_NOT_EXECUTABLE, what + "neither a script with #! nor a program for this machine");
        }
        if (Errno.E2BIG.is(errno)) {
            return BuildException.of(
                    ErrorCode.COMMAND_NOT_EXECUTABLE, what + "its arguments and environment are too long");
        }
        return BuildException.of(ErrorCode.COMMAND_NOT_EXECUTABLE, what + Errno.name(errno));
    }
}
