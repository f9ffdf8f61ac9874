package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.cli.progress.ShownOutput;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.BuildLogs.BuildSummary;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** {@code jbuild logs}: the builds of the store, and the whole output of their steps. */
public final class LogsCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Lists builds, newest first; or prints the whole output of one, or of one of its steps.",
                        "The output of a single step is printed byte by byte as the command wrote it; of a whole build, control",
                        "characters are escaped unless standard output is a terminal.")
                .parameters(0, "0..2", "BUILD [STEP]", "a build's id or the beginning of it, and a step's number")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        List<String> words = Options.parameters(options, 0);
        try (BuildStore store = Wiring.of(console).openStore()) {
            BuildLogs logs = store.logs();
            if (words.isEmpty()) {
                list(logs, console);
                return 0;
            }
            BuildSummary build = logs.find(words.get(0)).orElseThrow(() -> unknown(words.get(0)));
            if (words.size() == 2) {
                try (InputStream output = open(logs, build, step(words.get(1)))) {
                    output.transferTo(console.out());
                }
            } else {
                for (int step : logs.steps(build.build())) {
                    console.out().println("--- step " + step);
                    print(logs, build, step, console);
                }
            }
        }
        return 0;
    }

    private static void list(BuildLogs logs, Console console) throws IOException {
        Table table = new Table("BUILD", "STARTED", "OUTCOME", "STEPS", "TAGS", "CONTEXT");
        Instant now = console.clock().instant();
        for (BuildSummary build : logs.list()) {
            table.add(
                    build.build(),
                    Humane.ago(build.started(), now),
                    build.outcome(),
                    logs.steps(build.build()).toString().replaceAll("[\\[\\]]", ""),
                    String.join(" ", build.tags()),
                    Humane.printable(build.context()));
        }
        table.print(console.out());
    }

    /** As a part of a log that somebody reads, in which a command is not to write lines of its own making. */
    private static void print(BuildLogs logs, BuildSummary build, int step, Console console) throws IOException {
        try (InputStream output = open(logs, build, step)) {
            if (console.outTerminal() == Console.Terminal.LIVE) {
                output.transferTo(console.out());
            } else {
                ShownOutput.print(output, console.out());
            }
        }
    }

    private static InputStream open(BuildLogs logs, BuildSummary build, int step) throws IOException {
        if (!logs.steps(build.build()).contains(step)) {
            throw BuildException.of(
                            ErrorCode.BUILD_UNKNOWN,
                            "build %s has no output of a step %d".formatted(build.build(), step))
                    .withHint("choose one of the steps " + logs.steps(build.build()));
        }
        return logs.open(build.build(), step);
    }

    private static int step(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw BuildException.of(ErrorCode.USAGE, "got step \"" + text + "\", want a number");
        }
    }

    private static BuildException unknown(String text) {
        return BuildException.of(ErrorCode.BUILD_UNKNOWN, "no build \"" + text + "\", or more than one")
                .withHint("run jbuild logs to see them");
    }
}
