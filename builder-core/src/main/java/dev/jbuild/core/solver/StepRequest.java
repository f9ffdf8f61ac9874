package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import java.util.List;

/**
 * One vertex whose step is to be run or asked.
 *
 * @param inputs one for each of the vertex's inputs, in order
 * @param progress hears the step's output, transfers and warnings; Started and Completed are the solver's
 */
public record StepRequest(
        VertexId id, Vertex vertex, List<StepInput> inputs, Cancellation cancellation, ProgressSink progress) {

    public StepRequest {
        inputs = List.copyOf(inputs);
    }

    /** The rootfs that the step's layer goes on. */
    public StepInput.Layers rootFs() {
        return layers(0);
    }

    /** An input that is known to be layers; another one is an IllegalStateException. */
    public StepInput.Layers layers(int input) {
        if (inputs.get(input) instanceof StepInput.Layers layers) {
            return layers;
        }
        throw new IllegalStateException("input " + input + " of " + vertex.label() + " is no layers");
    }
}
