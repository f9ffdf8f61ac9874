package dev.jbuild.cli.progress;

import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Transferred;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines that plain progress has for an activity's transfers: a blob's end, and every few seconds how far it is. Used under its lock. */
final class TransferLines {
    private static final int BAR = 20; // columns
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    private final Map<String, Instant> told = new HashMap<>();

    /** What to print of an event, if it is time to. */
    Optional<String> line(Transferred moved) {
        Instant before = told.putIfAbsent(moved.what(), moved.time());
        boolean whole = moved.doneBytes() == moved.totalBytes();
        boolean due = before != null && !moved.time().isBefore(before.plus(BETWEEN));
        if (!whole && !due) {
            return Optional.empty();
        }
        told.put(moved.what(), moved.time());
        return Optional.of(text(moved) + (whole ? " done" : ""));
    }

    /** The same behind a bar: {@code 4f53cda18c2b [=====>    ] 12.3 MB of 28.1 MB}. */
    static String bar(Transferred moved) {
        if (moved.totalBytes() <= 0) {
            return text(moved);
        }
        int filled = (int) Math.min(BAR, BAR * moved.doneBytes() / moved.totalBytes());
        String bar = "=".repeat(Math.max(0, filled - 1)) + (filled > 0 ? ">" : "") + " ".repeat(BAR - filled);
        String text = text(moved);
        int blank = text.indexOf(' ');
        return text.substring(0, blank) + " [" + bar + "]" + text.substring(blank);
    }

    /** {@code 4f53cda18c2b 12.3 MB of 28.1 MB}. */
    static String text(Transferred moved) {
        String total =
                moved.totalBytes() == ProgressEvent.UNKNOWN_TOTAL ? "" : " of " + Humane.size(moved.totalBytes());
        return Humane.printable(moved.what()) + " " + Humane.size(moved.doneBytes()) + total;
    }
}
