package dev.jbuild.core.solver;

import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A plan to be solved.
 *
 * @param context names the build context, and {@code dockerfile} the Dockerfile: under both the keys of this build are remembered, so
 *     that the next one can say what changed
 * @param places where a vertex stands, for failures
 * @param left hears at the end, be it a failure, what the steps left that were begun
 * @param cancellation stops the build from outside; the first failure sets it, too
 */
public record SolveRequest(
        BuildPlan plan,
        String context,
        String dockerfile,
        Function<Vertex, Optional<SourceLocation>> places,
        Cancellation cancellation,
        ProgressSink progress,
        Consumer<List<LeftByStep>> left) {

    /** For who does not want to know what the steps left. */
    public SolveRequest(
            BuildPlan plan,
            String context,
            String dockerfile,
            Function<Vertex, Optional<SourceLocation>> places,
            Cancellation cancellation,
            ProgressSink progress) {
        this(plan, context, dockerfile, places, cancellation, progress, states -> {});
    }

    /**
     * What lies there after a step, when the solving has ended.
     *
     * @param number as told to progress
     * @param done false when it failed; then the chain is the one below it
     */
    public record LeftByStep(int number, VertexId vertex, boolean done, List<DiffId> chain) {}
}
