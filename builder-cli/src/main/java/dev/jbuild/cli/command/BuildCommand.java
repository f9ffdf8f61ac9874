package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Signals;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.BuildProgress;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.cli.progress.PlainProgress;
import dev.jbuild.core.build.BuildResult;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.solver.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code jbuild [build] CONTEXT}: an image from a Dockerfile. */
public final class BuildCommand implements Command {
    private static final String IMAGE_ID = "the image ID";
    private static final int WOULD_RUN = 10;

    @Override
    public CommandSpec spec() {
        return BuildOptions.spec();
    }

    @Override
    public int run(ParseResult parsed, Console console) throws Exception {
        BuildOptions options = new BuildOptions(parsed, console);
        Cancellation cancellation = new Cancellation();
        Signals signals = Signals.cancelling(cancellation::cancel);
        try {
            return build(options, console, cancellation);
        } finally {
            signals.close();
        }
    }

    private static int build(BuildOptions options, Console console, Cancellation cancellation) throws IOException {
        Instant begun = console.clock().instant();
        Call call = Call.of(options);
        try (BuildSession session = BuildSession.open(options, Wiring.of(console), console, cancellation)) {
            boolean forecast = options.isSet("--dry-run") || call.isQuestion();
            session.begin();
            if (forecast) {
                return ask(call, session, options, console);
            }
            prepareFiles(options, console);
            if (Reexecution.needed() && isForInside(session, options)) {
                return session.reexecute();
            }
            BuildResult result;
            try (BuildProgress progress = BuildProgress.open(progress(options, console), reasons(options), console)) {
                result = session.run(progress);
            } finally {
                printWarnings(session, options);
            }
            session.writeMetadata(result);
            tell(
                    result,
                    options,
                    console,
                    Duration.between(begun, console.clock().instant()));
            return 0;
        }
    }

    /** What is known when looking ahead fails is told here, since the build itself is not begun. */
    private static boolean isForInside(BuildSession session, BuildOptions options) throws IOException {
        try {
            return options.isSet("--reproducible") || session.wouldRunCommands();
        } catch (IOException | RuntimeException e) {
            printWarnings(session, options);
            throw e;
        }
    }

    private static void printWarnings(BuildSession session, BuildOptions options) {
        if (!options.isSet("--quiet")) {
            session.printWarnings();
        }
    }

    // Nothing is built: the exit code of an answer, or of what a build would do.
    private static int ask(Call call, BuildSession session, BuildOptions options, Console console) throws IOException {
        if (call.isQuestion()) {
            try {
                return Answers.print(call, session, console);
            } finally {
                session.printNotes();
            }
        }
        try {
            return ForecastPrinter.print(session.forecast(), console.out()) == 0 ? 0 : WOULD_RUN;
        } finally {
            printWarnings(session, options);
        }
    }

    private static PlainProgress.Reasons reasons(BuildOptions options) {
        return options.isSet("--explain") ? PlainProgress.Reasons.WHOLE : PlainProgress.Reasons.SHORT;
    }

    private static String progress(BuildOptions options, Console console) {
        if (options.isSet("--quiet")) {
            return "quiet";
        }
        return options.text("--progress")
                .or(() -> console.variable("BUILDKIT_PROGRESS"))
                .orElse("auto");
    }

    /** Before anything is built: a place that cannot be, and an ID that would be taken for this build's when it fails. */
    private static void prepareFiles(BuildOptions options, Console console) {
        Optional<String> metadata = options.text("--metadata-file");
        if (metadata.isPresent()) {
            HostFiles.requirePlace(console.path(metadata.get()), "the metadata");
        }
        Optional<String> id = options.text("--iidfile");
        if (id.isPresent()) {
            HostFiles.requirePlace(console.path(id.get()), IMAGE_ID);
            HostFiles.remove(console.path(id.get()), IMAGE_ID);
        }
    }

    private static boolean hasArchiveOnStdout(BuildOptions options) {
        boolean archive = false;
        for (OutputSpec output : options.outputs()) {
            archive |= output.attribute("dest").orElse("").equals("-");
        }
        return archive;
    }

    private static void tell(BuildResult result, BuildOptions options, Console console, Duration took) {
        options.text("--iidfile")
                .ifPresent(file -> HostFiles.write(
                        console.path(file),
                        result.packaged().id().toString().getBytes(StandardCharsets.US_ASCII),
                        IMAGE_ID));
        if (options.isSet("--quiet")) {
            (hasArchiveOnStdout(options) ? console.err() : console.out())
                    .println(result.packaged().id());
            return;
        }
        List<ImageReference> tags = options.tags();
        String name =
                tags.isEmpty() ? result.packaged().id().shortHex() : tags.get(0).familiar();
        console.err()
                .println("built " + name + " in " + Humane.time(took) + " (" + Humane.count(result.ran(), "step")
                        + " run, " + result.cached() + " cached)");
    }
}
