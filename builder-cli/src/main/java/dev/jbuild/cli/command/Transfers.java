package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.progress.BuildProgress;
import dev.jbuild.cli.progress.PlainProgress;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent.Completed;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import dev.jbuild.core.progress.ProgressEvent.Started;
import dev.jbuild.core.progress.TransferEvents;
import java.io.IOException;

/** Shows the transfers of a command as a build shows its steps: what goes on, and how it ended. */
final class Transfers {
    private static final VertexId ONLY = new VertexId(0);

    private final String progress;
    private final Console console;

    /** @param progress as {@code --progress} has it */
    Transfers(String progress, Console console) {
        this.progress = progress;
        this.console = console;
    }

    /** Quietly, when that was asked for. */
    static Transfers of(boolean quiet, Console console) {
        return new Transfers(
                quiet ? "quiet" : console.variable("BUILDKIT_PROGRESS").orElse("auto"), console);
    }

    /** Something that transfers blobs. */
    interface Work<T> {
        T run(TransferListener transfers) throws IOException;
    }

    /** Carries it out and returns its result. */
    <T> T show(String name, Work<T> work) throws IOException {
        try (BuildProgress sink = BuildProgress.open(progress, PlainProgress.Reasons.SHORT, console)) {
            sink.accept(new Started(console.clock().instant(), ONLY, name));
            Outcome outcome = Outcome.FAILED;
            try {
                T result = work.run(new TransferEvents(sink, ONLY, console.clock()));
                outcome = Outcome.DONE;
                return result;
            } finally {
                sink.accept(new Completed(console.clock().instant(), ONLY, outcome, ""));
            }
        }
    }
}
