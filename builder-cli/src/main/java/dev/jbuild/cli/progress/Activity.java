package dev.jbuild.cli.progress;

import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the live table knows of one activity. Used under the table's lock. */
final class Activity {
    private static final int TAIL_LINES = 4; // shown below a running step

    final int number;
    final String name;
    final Instant started;
    private final LastLines tail = new LastLines(TAIL_LINES);
    private final Map<ProgressEvent.Stream, LineSplitter> lines = new EnumMap<>(ProgressEvent.Stream.class);
    String note = "";
    private final Map<String, ProgressEvent.Transferred> transfers = new LinkedHashMap<>();
    private @Nullable Outcome outcome;
    private @Nullable Instant ended;
    private String summary = "";

    Activity(int number, String name, Instant started) {
        this.number = number;
        this.name = Humane.printable(name);
        this.started = started;
    }

    void output(ProgressEvent.Output output) {
        LineSplitter splitter = lines.computeIfAbsent(output.stream(), s -> new LineSplitter());
        splitter.accept(output.bytes(), tail);
    }

    void complete(ProgressEvent.Completed completed) {
        outcome = completed.outcome();
        ended = completed.time();
        summary = completed.summary();
    }

    boolean running() {
        return outcome == null;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** One that has ended is no longer shown. */
    void transferred(ProgressEvent.Transferred moved) {
        if (moved.doneBytes() == moved.totalBytes()) {
            transfers.remove(moved.what());
        } else {
            transfers.put(moved.what(), moved);
        }
    }

    /** What stands below it while it runs: its transfers, else the end of its output. */
    List<String> tail() {
        if (transfers.isEmpty()) {
            return tail.texts();
        }
        return transfers.values().stream()
                .limit(TAIL_LINES)
                .map(TransferLines::bar)
                .toList();
    }

    Duration elapsed(Instant now) {
        return Duration.between(started, ended == null ? now : ended);
    }

    /** How it ended, as in plain progress. */
    String ending(Instant now) {
        String rest = summary.isEmpty() ? "" : ", " + Humane.printable(summary);
        if (outcome == null) {
            return "";
        }
        return switch (outcome) {
            case CACHED -> "CACHED";
            case DONE -> "DONE " + Humane.time(elapsed(now)) + rest;
            case FAILED -> "FAILED " + Humane.time(elapsed(now)) + rest;
            case CANCELLED -> "CANCELLED " + Humane.time(elapsed(now));
        };
    }
}
