package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the requests that the steps of one plan get. Thread-safe. */
final class RequestFactory {
    private static final StepInput PENDING = new StepInput.Pending();

    private final PlanGraph graph;
    private final Cancellation cancellation;
    private final ProgressSink progress;

    RequestFactory(PlanGraph graph, Cancellation cancellation, ProgressSink progress) {
        this.graph = graph;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /** A request before any input is realised. */
    StepRequest unrealised(VertexId id) {
        return realised(id, Map.of());
    }

    /** A request with the layers of those inputs that the step takes, by input. */
    StepRequest realised(VertexId id, Map<Integer, StepInput.Layers> layers) {
        Vertex vertex = graph.vertex(id);
        List<StepInput> inputs = new ArrayList<>();
        for (int i = 0; i < vertex.inputs().size(); i++) {
            if (graph.vertex(graph.input(id, i)).op() instanceof Op.LocalSource source) {
                inputs.add(new StepInput.Context(source.context()));
            } else {
                inputs.add(layers.containsKey(i) ? layers.get(i) : PENDING);
            }
        }
        return new StepRequest(id, vertex, inputs, cancellation, progress);
    }
}
