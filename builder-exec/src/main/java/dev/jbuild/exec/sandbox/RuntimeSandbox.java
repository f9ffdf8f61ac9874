package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.runtime.OciRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The sandbox that leaves the namespaces to an OCI runtime, with the policy of the native one. The rootfs and the mounts are still
 * made by the runner, in a place that ends with the command. Thread-safe.
 */
public final class RuntimeSandbox implements Sandbox {
    private final Runner runner;
    private final Rights rights;
    private final OciRuntime runtime;
    private final Emulators emulators;
    private final Executor waits;
    private final KnownFeatures features;

    /** @param waits as the native sandbox has it */
    public RuntimeSandbox(Runner runner, Rights rights, OciRuntime runtime, Executor waits) {
        this.runner = runner;
        this.rights = rights;
        this.runtime = runtime;
        this.waits = waits;
        this.emulators = Emulators.of(runner);
        this.features = new KnownFeatures(runner);
    }

    @Override
    public String directoryTag() {
        return rights.directoryTag();
    }

    @Override
    public SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException {
        Path scratch = spec.rootFs().scratch();
        emulators.requireNone(spec.rootFs().platform(), "an OCI runtime");
        RuntimeGroups groups = RuntimeGroups.plan(spec, rights, runtime.kind());
        Optional<Connection> connection = Optional.empty();
        Optional<RootFsForm> prepared = Optional.empty();
        try {
            KernelFeatures known = features.get();
            RootFsForm rootFs = RootFsForm.prepare(known, spec.rootFs(), rights);
            prepared = Optional.of(rootFs);
            connection = Optional.of(Connection.of(io, scratch, runner));
            var surroundings = new RuntimeProgram.Surroundings(
                    runner.machine(), rights, known, EtcFiles.resolvConf(), runtime, groups);
            var made = new RuntimeProgram(surroundings, spec, connection.get().shape());
            Program program = made.build();
            Process outer = runner.start(program);
            RunnerProcess.Ending ending = new RuntimeEnding(spec, program, runtime);
            RunnerProcess.Held held = new RunnerProcess.Held(
                    outer,
                    connection.get(),
                    groups.made(),
                    new SignalDelivery(
                            runner,
                            outer.toHandle(),
                            new SignalDelivery.Place(2, spec.adjustments().init())),
                    rootFs);
            return new RunnerProcess(spec, ending.then(() -> rootFs.removeMountPoints(made.missing())), held)
                    .begin(waits);
        } catch (IOException | RuntimeException e) {
            connection.ifPresent(Connection::close);
            if (prepared.isPresent()) {
                prepared.get().close();
            }
            groups.made().close();
            throw e;
        }
    }
}
