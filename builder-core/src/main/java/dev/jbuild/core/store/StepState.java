package dev.jbuild.core.store;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.oci.Platform;
import java.util.List;

/**
 * What a step of a build left, or what lay before one that failed: enough to run something there.
 *
 * @param number as the build showed it
 * @param done false when the step failed; then the chain is the one that it was to change
 */
public record StepState(int number, String label, boolean done, List<DiffId> chain, Surroundings surroundings) {
    public StepState {
        chain = LayerStack.of(chain);
    }

    /**
     * What a command there sees.
     *
     * @param env {@code NAME=value}
     */
    public record Surroundings(Platform platform, List<String> env, String workingDir, String user) {
        public Surroundings {
            env = List.copyOf(env);
        }
    }
}
