package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.FailureReport;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The end of a program whose outer process ends as the command does.
 *
 * @param report the file to which a failure is reported
 */
record NativeEnding(ProcessSpec spec, Program program, Path report) implements RunnerProcess.Ending {

    @Override
    public int status(int code) throws IOException {
        throwFailure(code);
        return code;
    }

    /** Throws what the runner reported, if it did. */
    void throwFailure(int code) throws IOException {
        if (!Runner.mayBeFailure(code)) {
            return;
        }
        Optional<FailureReport> failure = FailureReport.read(report);
        if (failure.isPresent()) {
            throw StartFailure.of(failure.get(), program, spec);
        }
        if (!OwnFiles.exists(report)) {
            throw BuildException.of(ErrorCode.FEATURE_MISSING, "the sandbox's runner cannot be executed from memory")
                    .withHint("set the sysctl vm.memfd_noexec to 0 or 1, or choose an OCI runtime with --runtime=crun");
        }
    }
}
