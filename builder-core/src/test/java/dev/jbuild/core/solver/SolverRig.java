package dev.jbuild.core.solver;

import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A store, arithmetic steps and a solver on an executor of the test's. */
final class SolverRig {
    final InMemoryStore store = new InMemoryStore();
    final ArithmeticRunner runner;
    final List<ProgressEvent> events = new CopyOnWriteArrayList<>();
    Cancellation cancellation = new Cancellation();
    int parallelism = 8;
    private final Executor executor;

    SolverRig() {
        this(Runnable::run);
    }

    SolverRig(Executor executor) {
        this.executor = executor;
        this.runner = new ArithmeticRunner(store.blobs(), executor);
    }

    /** Solves a plan and gives the target's number. */
    long solve(BuildPlan plan) throws IOException {
        return runner.value(solution(plan).targets().get(0));
    }

    Solution solution(BuildPlan plan) {
        try {
            return begin(plan).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("the solver did not end", e);
        }
    }

    java.util.concurrent.CompletionStage<Solution> begin(BuildPlan plan) {
        cancellation = new Cancellation();
        events.clear();
        return solver().solve(request(plan));
    }

    Forecast forecast(BuildPlan plan) {
        return solver().forecast(request(plan)).toCompletableFuture().join();
    }

    private Solver solver() {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
        return new Solver(store.openBuild(), runner, new SolverSettings(executor, clock, parallelism));
    }

    private SolveRequest request(BuildPlan plan) {
        return new SolveRequest(plan, ".", "Dockerfile", SolverRig::place, cancellation, events::add);
    }

    private static Optional<SourceLocation> place(Vertex vertex) {
        Vertex.Label label = vertex.label();
        return Optional.of(SourceLocation.of("Dockerfile", List.of(label.text()), 1, 1));
    }

    /** The reasons that were given for a vertex. */
    List<String> reasons(VertexId id) {
        return events.stream()
                .filter(e -> e instanceof ProgressEvent.MissExplained)
                .map(e -> (ProgressEvent.MissExplained) e)
                .filter(e -> e.activity().equals(id))
                .map(ProgressEvent.MissExplained::reason)
                .toList();
    }

    /** {@code index outcome} of all that completed, in order. */
    List<String> outcomes() {
        return events.stream()
                .filter(e -> e instanceof ProgressEvent.Completed)
                .map(e -> (ProgressEvent.Completed) e)
                .map(e -> e.activity().index() + " " + e.outcome())
                .toList();
    }
}
