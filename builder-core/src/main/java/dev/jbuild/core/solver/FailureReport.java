package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gives failures their meaning and place, remembers what failed first, and cancels the rest. Thread-safe. */
final class FailureReport {
    private final PlanGraph graph;
    private final Definitions definitions;
    private final SolveRequest request;
    private final SolveProgress progress;
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    FailureReport(PlanGraph graph, Definitions definitions, SolveRequest request, SolveProgress progress) {
        this.graph = graph;
        this.definitions = definitions;
        this.request = request;
        this.progress = progress;
    }

    /**
     * A vertex failed, or one that its definition is made of. After a cancellation that is a consequence, and its cause is known already.
     *
     * @return the failure as it is to be passed on
     */
    Throwable report(VertexId id, Throwable failure) {
        VertexId culprit = definitions.culprit(id);
        Vertex vertex = graph.vertex(culprit);
        Throwable meaning = Failures.of(vertex, failure, request);
        if (!request.cancellation().isCancelled() && first.compareAndSet(null, meaning)) {
            progress.failed(culprit, vertex, String.valueOf(meaning.getMessage()));
            request.cancellation().stop();
        }
        return meaning;
    }

    /** Whether anything failed. */
    boolean any() {
        return first.get() != null;
    }

    /** The failure to report: the first one, or this one where nothing failed before it. */
    Throwable first(@Nullable Throwable other) {
        Throwable failure = first.get();
        return failure == null && other != null ? Stages.cause(other) : Objects.requireNonNull(failure, "failure");
    }
}
