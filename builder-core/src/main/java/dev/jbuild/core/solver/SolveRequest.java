package dev.jbuild.core.solver;

import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.progress.ProgressSink;
import java.util.Optional;
import java.util.function.Function;

/**
 * A plan to be solved.
 *
 * @param context names the build context, and {@code dockerfile} the Dockerfile: under both the keys of this build are remembered, so
 *     that the next one can say what changed
 * @param places where a vertex stands, for failures
 * @param cancellation stops the build from outside; the first failure sets it, too
 */
public record SolveRequest(
        BuildPlan plan,
        String context,
        String dockerfile,
        Function<Vertex, Optional<SourceLocation>> places,
        Cancellation cancellation,
        ProgressSink progress) {}
