package dev.jbuild.core.plan;

import java.util.List;

/**
 * What is to be done for one image: vertices, each after its inputs, so that no cycle can be expressed; which of them is the target;
 * and the image around the target's layers.
 */
public record BuildPlan(List<Vertex> vertices, VertexId target, PlannedImage image) {

    public BuildPlan {
        vertices = List.copyOf(vertices);
        for (int i = 0; i < vertices.size(); i++) {
            for (VertexId input : vertices.get(i).inputs()) {
                if (input.index() >= i) {
                    throw new IllegalArgumentException(
                            "vertex %d reads vertex %d, which comes later".formatted(i, input.index()));
                }
            }
        }
        if (target.index() >= vertices.size()) {
            throw new IllegalArgumentException("got target %d of %d".formatted(target.index(), vertices.size()));
        }
    }

    public Vertex vertex(VertexId id) {
        return vertices.get(id.index());
    }
}
