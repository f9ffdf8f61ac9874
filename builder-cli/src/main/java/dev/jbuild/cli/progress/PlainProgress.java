package dev.jbuild.cli.progress;

import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Completed;
import dev.jbuild.core.progress.ProgressEvent.MissExplained;
import dev.jbuild.core.progress.ProgressEvent.Output;
import dev.jbuild.core.progress.ProgressEvent.Started;
import dev.jbuild.core.progress.ProgressEvent.Transferred;
import dev.jbuild.core.progress.ProgressEvent.Waiting;
import dev.jbuild.core.progress.ProgressEvent.Warning;
import dev.jbuild.core.progress.ProgressSink;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * Progress as lines that only grow: {@code #2 0.412 text} for output, {@code #2 DONE 3.1s}. Numbers are given in the order in
 * which activities start. Thread-safe.
 */
public final class PlainProgress implements ProgressSink {
    private final PrintStream err;
    private final Reasons reasons;
    private final OutputLines lines;
    private final Map<VertexId, Activity> activities = new HashMap<>();

    private static final class Activity {
        final int number;
        final Instant started;
        final Map<ProgressEvent.Stream, LineSplitter> lines = new HashMap<>();
        final TransferLines transfers = new TransferLines();
        private long lastMillis = Long.MIN_VALUE;
        private String lastBeginning = "";

        Activity(int number, Instant started) {
            this.number = number;
            this.started = started;
        }

        /** What stands before the lines that come now: the same text for all pieces of a millisecond. */
        String beginning(Instant time) {
            long millis = started.until(time, ChronoUnit.MILLIS);
            if (millis != lastMillis) {
                String fraction =
                        Long.toString(1000 + Math.floorMod(millis, 1000L)).substring(1);
                lastMillis = millis;
                lastBeginning = "#" + number + " " + Math.floorDiv(millis, 1000L) + "." + fraction + " ";
            }
            return lastBeginning;
        }
    }

    /** How much is said of a step that is not cached. */
    public enum Reasons {
        /** One line. */
        SHORT,
        /** Every field and file that differs. */
        WHOLE
    }

    public PlainProgress(PrintStream err, Reasons reasons) {
        this.err = err;
        this.reasons = reasons;
        this.lines = new OutputLines(err);
    }

    @Override
    public synchronized void accept(ProgressEvent event) {
        if (event instanceof Started started) {
            Activity activity = new Activity(activities.size() + 1, started.time());
            activities.put(started.activity(), activity);
            print(activity, started.name());
        } else if (event instanceof MissExplained miss) {
            print(miss.activity(), "not cached: " + miss.reason());
            if (reasons == Reasons.WHOLE) {
                miss.details().forEach(line -> print(miss.activity(), "  " + line));
            }
        } else if (event instanceof Waiting waiting) {
            print(waiting.activity(), "waiting for " + waiting.what());
        } else if (event instanceof Warning warning) {
            print(warning.activity(), "warning: " + warning.message());
        } else if (event instanceof Output output) {
            output(output);
        } else if (event instanceof Transferred moved) {
            Activity activity = activities.get(moved.activity());
            if (activity != null) {
                activity.transfers.line(moved).ifPresent(line -> print(activity, line));
            }
        } else if (event instanceof Completed completed) {
            completed(completed);
        }
    }

    private void output(Output output) {
        Activity activity = activities.get(output.activity());
        if (activity != null) {
            LineSplitter splitter = activity.lines.computeIfAbsent(output.stream(), s -> new LineSplitter());
            splitter.accept(output.bytes(), lines.beginningWith(activity.beginning(output.time())));
            lines.print();
        }
    }

    private void completed(Completed completed) {
        Activity activity = activities.get(completed.activity());
        if (activity == null) {
            return;
        }
        for (LineSplitter splitter : activity.lines.values()) {
            splitter.finish(lines.beginningWith(activity.beginning(completed.time())));
            lines.print();
        }
        Duration took = Duration.between(activity.started, completed.time());
        String tail = completed.summary().isEmpty() ? "" : ", " + completed.summary();
        print(
                activity,
                switch (completed.outcome()) {
                    case CACHED -> "CACHED";
                    case DONE -> "DONE " + Humane.time(took) + tail;
                    case FAILED -> "FAILED " + Humane.time(took) + tail;
                    case CANCELLED -> "CANCELLED " + Humane.time(took);
                });
    }

    private void print(VertexId id, String text) {
        Activity activity = activities.get(id);
        if (activity == null) {
            err.println(Humane.printable(text));
        } else {
            print(activity, text);
        }
    }

    private void print(Activity activity, String text) {
        err.println("#" + activity.number + " " + Humane.printable(text));
    }
}
