package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ErrorPrinter;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.device.DeviceGrant;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.ContainerCommit;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.step.ImageRootFs;
import dev.jbuild.core.step.NamedVolumes;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.StoreLocks.Hold;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code jbuild run}: a command in a container of an image. */
public final class RunCommand implements Command {
    private static final int FAILED = 125;
    private static final int NOT_STARTED = 126;
    private static final int NOT_FOUND = 127;

    @Override
    public CommandSpec spec() {
        return RunOptions.spec();
    }

    @Override
    public int usageExitCode() {
        return FAILED;
    }

    @Override
    public int run(ParseResult parsed, Console console) throws Exception {
        try {
            return container(new RunOptions(parsed, console), console);
        } catch (BuildException e) {
            new ErrorPrinter(console.err()).print(e);
            return switch (e.code()) {
                case COMMAND_NOT_FOUND -> NOT_FOUND;
                case COMMAND_NOT_EXECUTABLE -> NOT_STARTED;
                default -> FAILED;
            };
        }
    }

    private static int container(RunOptions options, Console console) throws IOException {
        options.check();
        Wiring wiring = Wiring.of(console);
        ContainerMounts mounts = mounts(options, console); // what is wrong is told before anything is begun
        DeviceGrant devices =
                new ContainerDevices(wiring.directories(), options.allowed()).find(options.texts("--device"));
        try (BuildStore store = wiring.openStore()) {
            if (Reexecution.needed()) {
                return Reexecution.runForwardingSignals(store, wiring.storeRoot(), console);
            }
            Optional<Hold> name = options.name().map(given -> ContainerNames.take(given, store.locks()));
            try {
                return new Run(options, console, wiring, store).run(mounts, devices);
            } finally {
                name.ifPresent(Hold::close);
            }
        }
    }

    private static ContainerMounts mounts(RunOptions options, Console console) throws IOException {
        return new ContainerMounts(console)
                .volumes(options.texts("--volume"))
                .mounts(options.texts("--mount"))
                .tmpfs(options.texts("--tmpfs"));
    }

    /** One run. */
    private record Run(RunOptions options, Console console, Wiring wiring, BuildStore store) {

        int run(ContainerMounts mounts, DeviceGrant devices) throws IOException {
            ContainerConfigOptions configs = new ContainerConfigOptions(options, console);
            configs.of(ContainerConfig.EMPTY); // what is wrong is told before anything is fetched
            ContainerBase base = new ContainerBases(options, console, wiring, store).find();
            ContainerConfig config = configs.of(base.config());
            StepTools tools = new LocalTools(wiring, store, console).with(options.runtime());
            ImageRootFs rootFs = new ImageRootFs(tools);
            ImageRootFs.Prepared prepared =
                    rootFs.prepare(base.image().config().platform(), base.chain(), config.user());
            Optional<ImageReference> commit = options.commit();
            Container.AtEnd atEnd = commit.isEmpty()
                    ? Container.AtEnd.NOTHING
                    : process -> commit(rootFs, base.image(), config, commit.get(), process);
            try (NamedVolumes volumes = new NamedVolumes(tools)) {
                List<Mount> mounted = mounts.on(
                        prepared.rootFs(), config.volumes(), store.layers().scratch("volumes"), volumes);
                ProcessSpec spec = new ProcessSpec(
                        prepared.rootFs(),
                        ContainerConfigOptions.args(config),
                        devices.over(configs.env(config, prepared.home())),
                        config.workingDir().isEmpty() ? "/" : config.workingDir(),
                        prepared.identity(),
                        options.hostname(),
                        options.extraHosts(),
                        options.network(),
                        options.privileges(),
                        options.limits(),
                        with(devices.mounts(), mounted),
                        options.adjustments(devices.nodes()));
                return new Container(tools.sandbox().get(), console).run(spec, connection(), atEnd);
            }
        }

        private static List<Mount> with(List<Mount> one, List<Mount> other) {
            List<Mount> all = new ArrayList<>(one);
            all.addAll(other);
            return all;
        }

        private Container.Connection connection() {
            if (options.tty()) {
                return options.interactive() ? Container.Connection.INPUT_AND_TERMINAL : Container.Connection.TERMINAL;
            }
            return options.interactive() ? Container.Connection.INPUT : Container.Connection.OUTPUT;
        }

        /** What changed is committed whatever the exit status was, as of a container that has ended. */
        private void commit(
                ImageRootFs rootFs,
                ContainerCommit.Base base,
                ContainerConfig config,
                ImageReference name,
                SandboxProcess process)
                throws IOException {
            Instant now = console.clock().instant();
            DiffId layer = rootFs.pack(process.changes(), base.config().diffIds(), now);
            String command = String.join(" ", ContainerConfigOptions.args(config));
            Image image = new ContainerCommit(store.blobs())
                    .commit(base, new ContainerCommit.Change(layer, config, command, now));
            store.publish();
            store.images().put(name, image.descriptor());
            console.err()
                    .println("committed " + name.familiar() + " (" + image.id().shortHex() + ")");
        }
    }
}
