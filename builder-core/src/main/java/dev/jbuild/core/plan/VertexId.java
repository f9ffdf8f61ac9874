package dev.jbuild.core.plan;

/** The index of a vertex in its plan, from 0. */
public record VertexId(int index) {
    public VertexId {
        if (index < 0) {
            throw new IllegalArgumentException("got vertex index " + index);
        }
    }
}
