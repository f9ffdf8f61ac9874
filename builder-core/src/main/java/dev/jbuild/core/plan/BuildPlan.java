package dev.jbuild.core.plan;

import java.util.List;

/**
 * What is to be done for an image of one or more platforms: vertices, each after its inputs, so that no cycle can be expressed; and for each
 * platform which of them is the target, with the image around its layers.
 *
 * @param targets at least one, in the order in which the platforms were asked for
 */
public record BuildPlan(List<Vertex> vertices, List<Target> targets) {

    /** The vertex whose layers are an image's, and the image. */
    public record Target(VertexId vertex, PlannedImage image) {}

    public BuildPlan {
        vertices = List.copyOf(vertices);
        targets = List.copyOf(targets);
        for (int i = 0; i < vertices.size(); i++) {
            for (VertexId input : vertices.get(i).inputs()) {
                if (input.index() >= i) {
                    throw new IllegalArgumentException(
                            "vertex %d reads vertex %d, which comes later".formatted(i, input.index()));
                }
            }
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("got a plan without a target");
        }
        for (Target target : targets) {
            if (target.vertex().index() >= vertices.size()) {
                throw new IllegalArgumentException(
                        "got target %d of %d".formatted(target.vertex().index(), vertices.size()));
            }
        }
    }

    /** A plan for one platform. */
    public BuildPlan(List<Vertex> vertices, VertexId target, PlannedImage image) {
        this(vertices, List.of(new Target(target, image)));
    }

    /** One plan for the targets of several, one a platform: what they have in common stands in it once. */
    public static BuildPlan merged(List<BuildPlan> plans) {
        return plans.size() == 1 ? plans.get(0) : new PlanMerge().merge(plans);
    }

    public Vertex vertex(VertexId id) {
        return vertices.get(id.index());
    }
}
