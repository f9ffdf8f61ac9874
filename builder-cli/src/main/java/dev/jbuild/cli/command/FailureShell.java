package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.cli.progress.BuildProgress;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.step.FailedSteps;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** {@code --on-error=shell}: a shell where a RUN failed. What else the build does stands still as long as it is open. Thread-safe. */
final class FailureShell implements FailedSteps {
    private final Supplier<Sandbox> sandbox;
    private final Console console;
    private final BuildProgress progress;
    private final Executor waits;

    FailureShell(Supplier<Sandbox> sandbox, Console console, BuildProgress progress, Executor waits) {
        this.sandbox = sandbox;
        this.console = console;
        this.progress = progress;
        this.waits = waits;
    }

    @Override
    public CompletionStage<Void> show(FailedStep step) {
        return Stages.supply(
                () -> {
                    progress.holdStill(shared -> open(step, shared));
                    return null;
                },
                waits);
    }

    private void open(FailedStep step, Optional<HostTerminal> shared) throws IOException {
        PrintStream err = console.err();
        err.println(Humane.printable(step.message()));
        err.println("this is a shell in its files; leave it to end the build");
        boolean terminal = console.readsTerminal();
        Container.Connection connection =
                terminal ? Container.Connection.INPUT_AND_TERMINAL : Container.Connection.INPUT;
        ProcessSpec shell = terminal ? withTerm(step.shell()) : step.shell();
        new Container(sandbox.get(), console, shared).run(shell, connection, Container.AtEnd.NOTHING);
    }

    private ProcessSpec withTerm(ProcessSpec shell) {
        List<String> env = new ArrayList<>(shell.env());
        if (env.stream().noneMatch(variable -> variable.startsWith("TERM="))) {
            env.add("TERM=" + console.variable("TERM").orElse("xterm"));
        }
        return shell.withEnv(env);
    }
}
