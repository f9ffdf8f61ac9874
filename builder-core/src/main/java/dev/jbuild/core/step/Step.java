package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out one kind of op; see {@link dev.jbuild.core.solver.StepRunner} for what is promised. Thread-safe.
 *
 * @param <O> the kind
 */
interface Step<O extends Op> {

    /** What the step takes from an input; empty for all of it. Must be there for a context. */
    default CompletionStage<Optional<Observation>> observe(O op, StepRequest request, int input) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** What a source that can change under its name is now; empty when its definition says it. */
    default CompletionStage<Optional<Observation>> identify(O op, StepRequest request) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    CompletionStage<StepResult> run(O op, StepRequest request);
}
