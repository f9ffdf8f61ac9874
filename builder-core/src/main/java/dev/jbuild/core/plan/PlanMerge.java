package dev.jbuild.core.plan;

import dev.jbuild.core.plan.BuildPlan.Target;
import dev.jbuild.core.plan.PlannedImage.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts plans for several platforms together. Vertices that do the same to the same inputs become one; a vertex that one platform alone needs
 * says so in its label. Used by one thread, for one merge.
 */
final class PlanMerge {
    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<Work, VertexId> known = new HashMap<>();
    private final Map<VertexId, Set<String>> platforms = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();

    /** What a vertex does, without its label. */
    private record Work(Op op, List<VertexId> inputs, Vertex.CachePolicy cache) {}

    BuildPlan merge(List<BuildPlan> plans) {
        plans.forEach(this::add);
        List<Vertex> labelled = new ArrayList<>();
        for (int i = 0; i < vertices.size(); i++) {
            labelled.add(labelled(vertices.get(i), platforms.get(new VertexId(i))));
        }
        return new BuildPlan(labelled, targets);
    }

    private void add(BuildPlan plan) {
        String platform = plan.targets().get(0).image().platform().toString();
        List<VertexId> places = new ArrayList<>();
        for (Vertex vertex : plan.vertices()) {
            List<VertexId> inputs =
                    vertex.inputs().stream().map(id -> places.get(id.index())).toList();
            VertexId place = known.computeIfAbsent(
                    new Work(vertex.op(), inputs, vertex.cache()),
                    work -> append(new Vertex(vertex.op(), inputs, vertex.label(), vertex.cache())));
            platforms.computeIfAbsent(place, id -> new HashSet<>()).add(platform);
            places.add(place);
        }
        for (Target target : plan.targets()) {
            targets.add(new Target(places.get(target.vertex().index()), moved(target.image(), places)));
        }
    }

    private VertexId append(Vertex vertex) {
        vertices.add(vertex);
        return new VertexId(vertices.size() - 1);
    }

    private static PlannedImage moved(PlannedImage image, List<VertexId> places) {
        List<Row> history = image.history().stream()
                .map(row -> row instanceof Row.Step step
                        ? new Row.Step(places.get(step.vertex().index()), step.createdBy())
                        : row)
                .toList();
        return new PlannedImage(image.platform(), image.author(), image.config(), history);
    }

    private static Vertex labelled(Vertex vertex, Set<String> platforms) {
        Vertex.Label label = vertex.label();
        if (platforms.size() > 1) {
            return vertex;
        }
        String platform = platforms.iterator().next();
        String stage = label.stage().isEmpty() ? platform : platform + " " + label.stage();
        return new Vertex(
                vertex.op(),
                vertex.inputs(),
                new Vertex.Label(stage, label.position(), label.of(), label.text(), label.line(), label.endLine()),
                vertex.cache());
    }
}
