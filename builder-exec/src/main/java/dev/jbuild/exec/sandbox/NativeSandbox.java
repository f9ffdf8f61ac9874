package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.util.concurrent.Executor;

/** The sandbox that needs no other program: namespaces and mounts made by the runner. Thread-safe. */
public final class NativeSandbox implements Sandbox {
    private final Runner runner;
    private final Rights rights;
    private final Executor waits;

    /**
     * @param waits carries out what waits for a command, such as reading its output: two or three threads for each that runs
     */
    public NativeSandbox(Runner runner, Rights rights, Executor waits) {
        this.runner = runner;
        this.rights = rights;
        this.waits = waits;
    }

    @Override
    public String directoryTag() {
        return rights.directoryTag();
    }

    @Override
    public SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException {
        Connection connection = Connection.of(io, spec.rootFs().scratch(), runner);
        try {
            Program program = program(spec, connection.shape());
            return new NativeProcess(spec, program, runner.start(program), connection).begin(waits);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Program program(ProcessSpec spec, StreamsShape shape) throws IOException {
        return new SandboxProgram(runner.machine(), rights, spec, shape, EtcFiles.resolvConf()).build();
    }
}
