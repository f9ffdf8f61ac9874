package dev.jbuild.core.plan;

import java.util.List;
import java.util.Objects;

/**
 * A node of the build plan: what is done, to what, and where it stands. The label goes into no key.
 *
 * @param inputs earlier vertices, in the order that the op gives them meaning; for Run, Copy and MakeDirectory the first is the
 *     rootfs that the step's layer goes on
 */
public record Vertex(Op op, List<VertexId> inputs, Label label, CachePolicy cache) {

    public Vertex {
        Objects.requireNonNull(op, "op");
        inputs = List.copyOf(inputs);
    }

    /** Whether records may answer for this vertex. */
    public enum CachePolicy {
        USE,
        IGNORE
    }

    /**
     * How people know it.
     *
     * @param stage the stage's name, or {@code stage-N} if it has none; empty for the only stage of a file; "base" for images, "internal"
     *     for what no instruction names
     * @param position from 1 among the stage's vertices, 0 for what belongs to no stage
     * @param of how many the stage has
     * @param text the instruction as written, on one line
     * @param line in the Dockerfile, from 1; 0 for what stands in none
     */
    public record Label(String stage, int position, int of, String text, int line, int endLine) {

        /** {@code [build 2/3] RUN make}. */
        @Override
        public String toString() {
            String number = position == 0 ? "" : position + "/" + of;
            String gap = stage.isEmpty() || number.isEmpty() ? "" : " ";
            return "[" + stage + gap + number + "] " + text;
        }
    }
}
