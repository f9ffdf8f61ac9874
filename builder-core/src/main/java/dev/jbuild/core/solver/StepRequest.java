package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import java.util.List;

/**
 * One vertex whose step is to be run or asked.
 *
 * @param inputs one for each of the vertex's inputs, in order
 * @param number of the step in its build, in the order in which steps begin, from 1; 0 before it has begun
 * @param progress hears the step's output, transfers and warnings; Started and Completed are the solver's
 */
public record StepRequest(
        VertexId id,
        Vertex vertex,
        List<StepInput> inputs,
        int number,
        Cancellation cancellation,
        ProgressSink progress) {

    public StepRequest {
        inputs = List.copyOf(inputs);
    }

    /** A request for a step that has not begun. */
    public StepRequest(
            VertexId id, Vertex vertex, List<StepInput> inputs, Cancellation cancellation, ProgressSink progress) {
        this(id, vertex, inputs, 0, cancellation, progress);
    }

    /** The request of the step when it begins. */
    StepRequest begun(int as) {
        return new StepRequest(id, vertex, inputs, as, cancellation, progress);
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
