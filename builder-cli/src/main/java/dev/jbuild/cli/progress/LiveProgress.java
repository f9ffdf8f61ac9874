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
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress as a table that redraws in place, at most ten times a second, on a thread of its own. Closing takes the table away and
 * leaves the plain summary. Thread-safe.
 */
public final class LiveProgress implements ProgressSink, AutoCloseable {
    private static final int REDRAW_MILLIS = 100;

    private final PrintStream err;
    private final Clock clock;
    private final Size size;
    private final Instant begun;
    private final Map<VertexId, Activity> activities = new LinkedHashMap<>();
    private final ScheduledExecutorService redraws;
    private int drawnLines;

    /** The terminal's size now. */
    public interface Size {
        int rows();

        int columns();
    }

    public LiveProgress(PrintStream err, Clock clock, Size size) {
        this.err = err;
        this.clock = clock;
        this.size = size;
        this.begun = clock.instant();
        this.redraws = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        redraws.scheduleAtFixedRate(this::redraw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void accept(ProgressEvent event) {
        if (event instanceof Started started) {
            activities.put(started.activity(), new Activity(activities.size() + 1, started.name(), started.time()));
        } else if (event instanceof MissExplained miss) {
            note(miss.activity(), miss.reason());
        } else if (event instanceof Waiting waiting) {
            note(waiting.activity(), "waiting for " + waiting.what());
        } else if (event instanceof Transferred moved) {
            transferred(moved);
        } else if (event instanceof Output output) {
            Activity activity = activities.get(output.activity());
            if (activity != null) {
                activity.output(output);
            }
        } else if (event instanceof Warning warning) {
            erase();
            err.println("warning: " + Humane.printable(warning.message()));
        } else if (event instanceof Completed completed && activities.containsKey(completed.activity())) {
            activities.get(completed.activity()).complete(completed);
        }
    }

    private void note(VertexId id, String text) {
        Activity activity = activities.get(id);
        if (activity != null) {
            activity.note = Humane.printable(text);
        }
    }

    private void transferred(Transferred moved) {
        Activity activity = activities.get(moved.activity());
        if (activity != null) {
            activity.transferred(moved);
        }
    }

    private synchronized void redraw() {
        List<String> lines = LiveTable.lines(activities.values(), begun, clock.instant(), size.rows(), size.columns());
        StringBuilder frame = new StringBuilder(up());
        for (String line : lines) {
            frame.append("\r\033[K").append(line).append('\n');
        }
        frame.append("\033[J");
        err.print(frame);
        err.flush();
        drawnLines = lines.size();
    }

    private String up() {
        return drawnLines == 0 ? "" : "\033[" + drawnLines + "A";
    }

    /** Takes the table away until the next redraw. */
    synchronized void clear() {
        erase();
        err.flush();
    }

    private void erase() {
        err.print(up() + "\r\033[J");
        drawnLines = 0;
    }

    @Override
    public void close() {
        redraws.shutdownNow();
        synchronized (this) {
            erase();
            Instant now = clock.instant();
            for (Activity activity : activities.values()) {
                err.println("#" + activity.number + " " + activity.name + " " + activity.ending(now));
            }
            err.flush();
        }
    }
}
