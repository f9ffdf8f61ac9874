package dev.jbuild.core.plan;

/** The index of a vertex in its plan, from 0. */
public record VertexId(int index) {
    public VertexId {
        if (index < 0) {
            throw new IllegalArgumentException("got vertex index " + index);
        }
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof VertexId other && index == other.index;
    }

    @Override
    public int hashCode() {
        return index;
    }
}
