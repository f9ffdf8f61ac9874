package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects vertices; each after its inputs, because only known ones can be inputs. Used by one thread. */
final class PlanBuilder {

    private static final String INTERNAL = "internal";
    private static final String BASE = "base";

    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<Op, VertexId> shared = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** The vertex of something that needs no line of the file: one for equal ops. */
    VertexId internal(Op op, String text) {
        return shared.computeIfAbsent(op, key -> add(key, new Vertex.Label(INTERNAL, 0, 0, text, 0, 0)));
    }

    /** The vertex of an image: one for equal ops, at the line that named it first. */
    VertexId image(Op.Image op, String text, Span line) {
        return shared.computeIfAbsent(
                op, key -> add(key, new Vertex.Label(BASE, 0, 0, text, line.line(), line.endLine())));
    }

    /** The vertex of an instruction. */
    VertexId step(Op op, Inputs inputs, String stage, Placed placed, String text, CachePolicy cache) {
        int position = counts.merge(stage, 1, Integer::sum);
        Span line = placed.line();
        Vertex.Label label = new Vertex.Label(stage, position, 0, text, line.line(), line.endLine());
        vertices.add(new Vertex(op, inputs.ids(), label, cache));
        return new VertexId(vertices.size() - 1);
    }

    BuildPlan build(VertexId target, PlannedImage image) {
        List<Vertex> all = new ArrayList<>(vertices);
        all.replaceAll(this::numbered);
        return new BuildPlan(all, target, image);
    }

    private VertexId add(Op op, Vertex.Label label) {
        vertices.add(new Vertex(op, List.of(), label, CachePolicy.USE));
        return new VertexId(vertices.size() - 1);
    }

    private Vertex numbered(Vertex vertex) {
        Vertex.Label label = vertex.label();
        if (label.position() == 0) {
            return vertex;
        }
        Vertex.Label whole = new Vertex.Label(
                label.stage(),
                label.position(),
                counts.get(label.stage()),
                label.text(),
                label.line(),
                label.endLine());
        return new Vertex(vertex.op(), vertex.inputs(), whole, vertex.cache());
    }
}
