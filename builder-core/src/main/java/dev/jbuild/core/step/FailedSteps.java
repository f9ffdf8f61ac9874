package dev.jbuild.core.step;

import dev.jbuild.core.sandbox.ProcessSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who looks at a command that failed, before what it left is thrown away. */
public interface FailedSteps {
    /** Nobody. */
    FailedSteps UNSEEN = step -> CompletableFuture.completedFuture(null);

    /** The build goes on to its failure when the stage is done, however that ends. Returns at once. */
    CompletionStage<Void> show(FailedStep step);

    /**
     * A command that failed.
     *
     * @param label of the step
     * @param message what will be said of the failure
     * @param shell what opens a shell of the instruction's kind in the command's files, environment and mounts
     */
    record FailedStep(String label, String message, ProcessSpec shell) {}
}
