package dev.jbuild.exec.emulation;

import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Executes such a file and sees what the kernel says. Thread-safe. */
final class KernelTrial implements FormatTrial {
    private static final int NOBODY = 42; // an exit status

    private final Runner runner;
    private final Path directory;

    /** @param directory of the user's alone, where files can be executed */
    KernelTrial(Runner runner, Path directory) {
        this.runner = runner;
        this.directory = directory;
    }

    @Override
    public boolean runs(byte[] header) throws IOException {
        Path file = directory.resolve("format-" + Digest.of(header).shortHex());
        OwnFiles.putExecutable(file, header);
        try {
            ProgramBuilder program = new ProgramBuilder(runner.machine());
            Label nobody = program.label("nobody");
            program.call(
                            Syscall.EXECVE,
                            text(PathBytes.bytes(file)),
                            program.strings("args", List.of("format")),
                            program.strings("env", List.of()))
                    .when(Errno.ENOEXEC, nobody);
            program.place(nobody);
            byte[] status = ProgramBuilder.struct(8).putInt(NOBODY << 8).array();
            program.call(Syscall.EXIT_WITH, program.bytes("status", status));
            int ended = runner.run(program.build());
            return ended != NOBODY && !Runner.mayBeFailure(ended);
        } finally {
            OwnFiles.delete(file);
        }
    }
}
