package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ErrorPrinter;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Remotes;
import dev.jbuild.cli.Signals;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.step.ImageRootFs;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CompletionException;

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
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            if (Reexecution.needed()) {
                return Reexecution.run(store, wiring.storeRoot(), console);
            }
            Image image = new StoredImages(store).find(options.image()).image();
            wiring.completion(store).complete(image, TransferListener.NONE);
            ContainerConfig config = image.config().config();
            Remotes remotes = wiring.remotes(store, id -> Optional.empty(), id -> Optional.empty());
            StepTools tools = new StepTools(
                    store,
                    wiring.directories(),
                    wiring.sandboxOf(store, options.runtime()),
                    new StepTools.Sources(
                            wiring.images(store), remotes, remotes, id -> Optional.empty(), id -> Optional.empty()),
                    name -> {
                        throw new IllegalStateException("a container has no build context");
                    },
                    ProcessSpec.Limits.NONE,
                    wiring.work(),
                    console.clock());
            ImageRootFs.Prepared prepared =
                    new ImageRootFs(tools).prepare(image.config().diffIds(), options.user(config));
            ProcessSpec spec = new ProcessSpec(
                    prepared.rootFs(),
                    options.args(config),
                    options.env(config, prepared.home()),
                    options.workingDir(config),
                    prepared.identity(),
                    options.hostname(),
                    options.extraHosts(),
                    options.network(),
                    ProcessSpec.Privileges.DEFAULT,
                    ProcessSpec.Limits.NONE,
                    options.mounts());
            return connected(options, spec, tools, console);
        }
    }

    private static int connected(RunOptions options, ProcessSpec spec, StepTools tools, Console console)
            throws IOException {
        OutputSink output = output(console);
        if (!options.tty()) {
            ProcessIo io =
                    options.interactive() ? new ProcessIo.Input(console.in(), output) : new ProcessIo.NoInput(output);
            return waitFor(spec, io, tools);
        }
        if (console.outTerminal() != Console.Terminal.LIVE) {
            throw BuildException.of(ErrorCode.USAGE, "got -t, and standard output is no terminal")
                    .withHint("leave -t out");
        }
        try (HostTerminal terminal = HostTerminal.open()) {
            terminal.enterRawMode();
            return waitFor(spec, new ProcessIo.Terminal(console.in(), output, terminal), tools);
        }
    }

    private static int waitFor(ProcessSpec spec, ProcessIo io, StepTools tools) throws IOException {
        try (SandboxProcess process = tools.sandbox().get().start(spec, io)) {
            Signals signals = Signals.cancelling(process::close);
            try {
                return process.exit().toCompletableFuture().join().code();
            } catch (CompletionException e) {
                if (e.getCause() instanceof BuildException failure) {
                    throw failure;
                }
                throw e;
            } finally {
                signals.close();
            }
        }
    }

    /** Hands a command's output on as it comes, byte by byte. */
    private static OutputSink output(Console console) {
        return (stream, bytes) -> {
            PrintStream to = stream == OutputSink.Stream.STDOUT ? console.out() : console.err();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            to.write(copy, 0, copy.length);
            to.flush();
        };
    }
}
