package dev.jbuild.core.solver;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions that the solver asks of a plan. Immutable. */
final class PlanGraph {
    private final BuildPlan plan;
    private final BitSet untold = new BitSet();
    private final Map<Op.Image, VertexId> images = new HashMap<>();

    PlanGraph(BuildPlan plan) {
        this.plan = plan;
        for (int i = 0; i < plan.vertices().size(); i++) {
            Vertex vertex = plan.vertices().get(i);
            if (vertex.cache() == Vertex.CachePolicy.IGNORE || isAny(untold, vertex.inputs())) {
                untold.set(i);
            }
            if (vertex.op() instanceof Op.Image image) {
                images.putIfAbsent(image, new VertexId(i));
            }
        }
    }

    private static boolean isAny(BitSet set, List<VertexId> inputs) {
        for (VertexId input : inputs) {
            if (set.get(input.index())) {
                return true;
            }
        }
        return false;
    }

    BuildPlan plan() {
        return plan;
    }

    int size() {
        return plan.vertices().size();
    }

    Vertex vertex(VertexId id) {
        return plan.vertex(id);
    }

    /** Whether records by definition say nothing of this vertex: it or something before it is to be run in any case. */
    boolean isUntold(VertexId id) {
        return untold.get(id.index());
    }

    /** The vertex that a base image was taken from. */
    VertexId image(Op.Image op) {
        return images.get(op);
    }

    /** The vertex that this one's layer goes on; none for sources. */
    Optional<VertexId> rootFs(VertexId id) {
        Vertex vertex = vertex(id);
        return makesLayerOnInput(vertex.op()) ? Optional.of(vertex.inputs().get(0)) : Optional.empty();
    }

    /** {@link #rootFs} as a list. */
    List<VertexId> below(VertexId id) {
        Vertex vertex = vertex(id);
        return makesLayerOnInput(vertex.op()) ? vertex.inputs().subList(0, 1) : List.of();
    }

    /** Whether the layer is right on one rootfs only. */
    boolean isBoundToRootFs(VertexId id) {
        return rootFs(id).isPresent() && VertexKeys.observes(vertex(id).op(), 0);
    }

    /** The indexes of those inputs that make a difference and are made of layers. */
    List<Integer> layerInputs(VertexId id) {
        List<Integer> found = new ArrayList<>();
        for (int input : VertexKeys.observed(vertex(id))) {
            if (!isContext(id, input)) {
                found.add(input);
            }
        }
        return found;
    }

    boolean isContext(VertexId id, int input) {
        return vertex(input(id, input)).op() instanceof Op.LocalSource;
    }

    VertexId input(VertexId id, int input) {
        return vertex(id).inputs().get(input);
    }

    private static boolean makesLayerOnInput(Op op) {
        return op instanceof Op.Run || op instanceof Op.Copy || op instanceof Op.MakeDirectory;
    }
}
