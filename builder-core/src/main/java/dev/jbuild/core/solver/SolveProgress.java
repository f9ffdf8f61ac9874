package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import dev.jbuild.core.progress.ProgressSink;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells what becomes of vertices, each at most once, and counts. Thread-safe. */
final class SolveProgress {
    private final ProgressSink sink;
    private final Clock clock;
    private final Map<VertexId, Integer> started = new LinkedHashMap<>();
    private final Set<VertexId> completed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cached = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();

    SolveProgress(ProgressSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * Something begins, if that was not told already.
     *
     * @return its number: sinks that count what begins count the same
     */
    int started(VertexId id, Vertex vertex) {
        synchronized (started) {
            Integer known = started.get(id);
            if (known != null) {
                return known;
            }
            int number = started.size() + 1;
            started.put(id, number);
            sink.accept(new ProgressEvent.Started(
                    clock.instant(), id, vertex.label().toString()));
            return number;
        }
    }

    void missed(VertexId id, Explanation why) {
        sink.accept(new ProgressEvent.MissExplained(clock.instant(), id, why.reason(), why.details()));
    }

    void waiting(VertexId id, String what) {
        sink.accept(new ProgressEvent.Waiting(clock.instant(), id, what));
    }

    void warning(VertexId id, String message) {
        sink.accept(new ProgressEvent.Warning(clock.instant(), id, message));
    }

    /** Something was found; says Started, too, if that was not said. */
    void cached(VertexId id, Vertex vertex, String note) {
        started(id, vertex);
        complete(id, Outcome.CACHED, note);
    }

    /** A step ran. */
    void ran(VertexId id, String summary) {
        ran.incrementAndGet();
        complete(id, Outcome.DONE, summary);
    }

    /** A base image was fetched, which is no step. */
    void fetched(VertexId id, String summary) {
        complete(id, Outcome.DONE, summary);
    }

    void failed(VertexId id, Vertex vertex, String message) {
        started(id, vertex);
        complete(id, Outcome.FAILED, message);
    }

    /** Ends what was started and came to no end of its own. */
    void cancelRest() {
        List<VertexId> begun;
        synchronized (started) {
            begun = List.copyOf(started.keySet());
        }
        for (VertexId id : begun) {
            complete(id, Outcome.CANCELLED, "");
        }
    }

    /** What was begun, by its number. */
    Map<Integer, VertexId> begun() {
        Map<Integer, VertexId> begun = new TreeMap<>();
        synchronized (started) {
            started.forEach((id, number) -> begun.put(number, id));
        }
        return begun;
    }

    int cachedCount() {
        return cached.get();
    }

    int ranCount() {
        return ran.get();
    }

    private void complete(VertexId id, Outcome outcome, String summary) {
        if (!completed.add(id)) {
            return;
        }
        if (outcome == Outcome.CACHED) {
            cached.incrementAndGet();
        }
        sink.accept(new ProgressEvent.Completed(clock.instant(), id, outcome, summary));
    }
}
