package dev.jbuild.core.solver;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Port: carries ops out, and says what each observes. The solver asks for as little of it as it can; a build whose every step is
 * cached asks only what the steps observe of contexts. Thread-safe.
 *
 * <p>Stages fail with {@link dev.jbuild.core.error.BuildException} or {@link java.io.IOException}; anything else is a bug. All work
 * is done on the executors that the runner was made with, and is given up soon after {@link StepRequest#cancellation()} says so.
 */
public interface StepRunner {

    /**
     * What the step of this request takes from one of its inputs, when that is less than all of it.
     *
     * <p>It is asked about a context ({@link StepInput.Context}) before any key is known, and must then be there: a context has no
     * key of its own. About layers ({@link StepInput.Layers}) it is asked after the input is realised and other keys have missed;
     * empty then means that the step observes everything.
     *
     * <p>The digest of an observation stands in the key instead of the paths that select: whatever else the step takes from
     * what was selected must be in it, such as the names as they will arrive at the destination. What only says where things
     * came from should not be, so that moving a source does not run the step again.
     */
    CompletionStage<Optional<Observation>> observe(StepRequest request, int input);

    /** Carries the step out. For a base image: makes its layers indexed and obtainable. Never asked for a context. */
    CompletionStage<StepResult> run(StepRequest request);

    /**
     * Asks a source that can change under its name what it is now, for ops whose definition does not fix their content (a URL
     * without a checksum). Empty when the definition is enough.
     */
    CompletionStage<Optional<Observation>> identify(StepRequest request);

    /** Hears that the solving is over, whether it failed or not: no step runs any more, and no layer has a working name. */
    default void finish() throws IOException {}
}
