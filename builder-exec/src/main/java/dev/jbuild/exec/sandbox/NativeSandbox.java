package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.exec.emulation.Emulation;
import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.Runner;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The sandbox that needs no other program: namespaces and mounts made by the runner. Thread-safe. */
public final class NativeSandbox implements Sandbox, Closeable {
    private final Runner runner;
    private final Rights rights;
    private final Emulators emulators;
    private final Executor waits;
    private final KnownFeatures features;
    private final Preludes preludes;
    private final AtomicBoolean started = new AtomicBoolean();
    private @Nullable DeviceGuard guard; // found at the first start
    private @Nullable SharedDirectory shared; // made at the first start

    /**
     * @param waits carries out what waits for a command, such as reading its output: two or three threads for each that runs
     */
    public NativeSandbox(Runner runner, Rights rights, Executor waits) {
        this(runner, rights, waits, new Found(new KnownFeatures(runner), null), Emulators.of(runner));
    }

    /** With what keeps devices away already found. */
    NativeSandbox(Runner runner, Rights rights, Executor waits, DeviceGuard guard) {
        this(runner, rights, waits, new Found(new KnownFeatures(runner), guard), Emulators.of(runner));
    }

    /** One that is told what the kernel allows. */
    NativeSandbox(Runner runner, Rights rights, Executor waits, KernelFeatures features) {
        this(runner, rights, waits, new Found(new KnownFeatures(features), null), Emulators.of(runner));
    }

    /** What was found out of the machine. */
    private record Found(KnownFeatures features, @Nullable DeviceGuard guard) {}

    private NativeSandbox(Runner runner, Rights rights, Executor waits, Found found, Emulators emulators) {
        this.runner = runner;
        this.rights = rights;
        this.emulators = emulators;
        this.waits = waits;
        this.features = found.features();
        this.guard = found.guard();
        this.preludes = new Preludes(runner);
    }

    /** The same, with other emulators for programs of other processors. */
    public NativeSandbox with(Emulators others) {
        return new NativeSandbox(runner, rights, waits, new Found(features, guard), others);
    }

    /** Finds out what a start needs to know of the machine, and starts a runner for the first: beside what comes before that. */
    public void prepare() {
        waits.execute(() -> {
            try {
                features.get();
                guard();
                runner.makeReady();
            } catch (IOException | RuntimeException e) {
                // the start finds it, too, and says so
            }
        });
    }

    @Override
    public String directoryTag() {
        return rights.directoryTag();
    }

    @Override
    public SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException {
        ControlGroup limits = ControlGroup.make(spec.limits());
        Optional<Connection> connection = Optional.empty();
        Optional<RootFsForm> prepared = Optional.empty();
        try {
            KernelFeatures known = features.get();
            RootFsForm rootFs = RootFsForm.prepare(known, spec.rootFs(), rights);
            prepared = Optional.of(rootFs);
            connection = Optional.of(Connection.of(io, spec.rootFs().scratch(), runner));
            Optional<Emulation> emulation = emulators.of(spec.rootFs().platform());
            var surroundings =
                    new SandboxProgram.Surroundings(runner.machine(), rights, known, shared(), guard(), emulation);
            return start(surroundings, spec, new Made(limits, connection.get(), rootFs));
        } catch (IOException | RuntimeException e) {
            connection.ifPresent(Connection::close);
            if (prepared.isPresent()) {
                prepared.get().close();
            }
            limits.close();
            throw e;
        }
    }

    /** What is made before a command starts, and let go of when it does not. */
    private record Made(ControlGroup limits, Connection connection, RootFsForm rootFs) {}

    private SandboxProcess start(SandboxProgram.Surroundings surroundings, ProcessSpec spec, Made made)
            throws IOException {
        var own = new SandboxProgram(surroundings, spec, made.connection().shape());
        PreludePolicy policy = own.policy(EtcFiles.resolvConf());
        Prelude prelude =
                preludes.of(surroundings, policy, made.limits(), spec.rootFs().scratch());
        Program program = own.build(prelude);
        Preludes.Begun begun = preludes.start(prelude, program, surroundings.guard());
        if (started.getAndSet(true)) { // who starts two commands starts more
            waits.execute(() -> preludes.prepare(prelude, surroundings.guard()));
        }
        RunnerProcess.Ending ending = new NativeEnding(spec, program, begun.report());
        Process outer = begun.process();
        var place = new SignalDelivery.Place(1, spec.adjustments().init());
        RunnerProcess.Held held = new RunnerProcess.Held(
                outer,
                made.connection(),
                begun.group(),
                new SignalDelivery(runner, outer.toHandle(), place),
                made.rootFs());
        return new RunnerProcess(
                        spec,
                        ending.then(() -> {
                            own.succeeded();
                            made.rootFs().removeMountPoints(own.missing());
                        }),
                        held)
                .begin(waits);
    }

    /** Ends the runner that waits for a command; those that run are not touched. */
    @Override
    public void close() {
        preludes.close();
    }

    private synchronized SharedDirectory shared() throws IOException {
        SharedDirectory made = shared;
        if (made == null) {
            made = SharedDirectory.makeIn(runner.file().getParent());
            shared = made;
        }
        return made;
    }

    private synchronized DeviceGuard guard() throws IOException {
        DeviceGuard found = guard;
        if (found == null) {
            found = DeviceGuard.find(rights);
            guard = found;
        }
        return found;
    }
}
