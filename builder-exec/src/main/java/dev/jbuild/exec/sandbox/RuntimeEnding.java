package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.FailureReport;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.runtime.OciRuntime;
import dev.jbuild.exec.runtime.RuntimeLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The end of a program whose inner process tells by a file how the runtime and the container ended. */
record RuntimeEnding(ProcessSpec spec, Program program, OciRuntime runtime) implements RunnerProcess.Ending {
    private static final int STATUSES_BYTES = 16;
    private static final int INIT_FAILED = 125; // the runner's, when a call of its program failed
    private static final long NEVER = -1;
    private static final byte[] NOTHING = new byte[0];

    @Override
    public int status(int code) throws IOException {
        Path scratch = spec.rootFs().scratch();
        Optional<FailureReport> report = FailureReport.read(scratch.resolve(OuterProcess.REPORT));
        if (report.isPresent()) {
            throw StartFailure.of(report.get(), program, spec);
        }
        new NativeEnding(spec, program, scratch.resolve(OuterProcess.REPORT)).throwFailure(code);
        byte[] told = OwnFiles.read(scratch.resolve(RuntimeProgram.STATUSES)).orElse(NOTHING);
        Optional<String> error = RuntimeLog.lastError(
                OwnFiles.read(scratch.resolve(RuntimeProgram.LOG)).orElse(NOTHING));
        if (told.length < STATUSES_BYTES) {
            throw failure(error.orElse("it was ended"));
        }
        ByteBuffer statuses = ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN);
        int started = waited(statuses.getLong(0));
        long container = statuses.getLong(8);
        if (started != 0 || container == NEVER) {
            throw failure(error.orElse("exit status " + started));
        }
        int status = waited(container);
        if (status == INIT_FAILED && spec.adjustments().init() == ProcessSpec.Init.REAPER) {
            throw StartFailure.command(Errno.ENOENT.number(), spec);
        }
        if (status != 0 && error.isPresent()) {
            throw failure(
                    error.get()); // told after the runtime had reported success: the program could not be executed
        }
        return status;
    }

    /** As a shell has it: 128 + n for signal n. */
    private static int waited(long status) {
        int signal = (int) (status & 0x7f);
        return signal != 0 ? 128 + signal : (int) (status >> 8 & 0xff);
    }

    /** Both runtimes say in words what the kernel said of the command. */
    private BuildException failure(String message) {
        String said = message.toLowerCase(Locale.ROOT);
        if (said.contains("exec")) {
            if (said.contains("not found in $path") || said.contains("no such file or directory")) {
                return StartFailure.command(Errno.ENOENT.number(), spec);
            }
            boolean directory = said.contains("is a directory") || said.contains("executable: operation not permitted");
            if (said.contains("permission denied") || directory) {
                return StartFailure.command(Errno.EACCES.number(), spec);
            }
            if (said.contains("exec format error")) {
                return StartFailure.command(Errno.ENOEXEC.number(), spec);
            }
            if (said.contains("argument list too long")) {
                return StartFailure.command(Errno.E2BIG.number(), spec);
            }
        }
        return BuildException.of(
                        ErrorCode.FEATURE_MISSING,
                        runtime.file().getFileName() + " could not start the command: " + message)
                .withHint("run jbuild doctor to see what this machine allows, or use --runtime=native");
    }
}
