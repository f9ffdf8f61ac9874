package dev.jbuild.core.store;

import dev.jbuild.core.oci.DiffId;
import java.util.List;

/**
 * What a step of a build left, or what lay before one that failed: enough to run something there.
 *
 * @param number as the build showed it
 * @param done false when the step failed; then the chain is the one that it was to change
 * @param env of a command there, {@code NAME=value}
 */
public record StepState(
        int number, String label, boolean done, List<DiffId> chain, List<String> env, String workingDir, String user) {
    public StepState {
        chain = List.copyOf(chain);
        env = List.copyOf(env);
    }
}
