package dev.jbuild.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan as lines that people read and tests compare: equal plans give equal text, fields without a value are left out. Not meant to be read
 * by programs.
 */
public final class PlanText {

    private static final String INDENT = "   ";

    private PlanText() {}

    /** The whole plan; each line ends with a line feed. */
    public static String of(BuildPlan plan) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < plan.vertices().size(); i++) {
            Vertex vertex = plan.vertices().get(i);
            lines.add("#" + i + " " + printable(vertex.label().toString()) + place(vertex.label()));
            fieldsOf(vertex).lines().forEach(field -> lines.add(INDENT + field));
        }
        for (BuildPlan.Target target : plan.targets()) {
            lines.add("target #" + target.vertex().index());
            ImageText.of(target.image()).lines().forEach(field -> lines.add(INDENT + field));
        }
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    /** What a vertex does: its op and its inputs, without its name and place. Vertices of equal text have equal ops. */
    public static String of(Vertex vertex) {
        return fieldsOf(vertex).lines().stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static Fields fieldsOf(Vertex vertex) {
        Fields fields = vertex.op().match(new OpText());
        fields.add("from", vertex.inputs().stream().map(id -> "#" + id.index()).collect(Collectors.joining(" ")));
        return vertex.cache() == Vertex.CachePolicy.IGNORE ? fields.add("cache", "ignored") : fields;
    }

    private static String place(Vertex.Label label) {
        if (label.line() == 0) {
            return "";
        }
        return label.line() == label.endLine()
                ? "  (line " + label.line() + ")"
                : "  (lines " + label.line() + "-" + label.endLine() + ")";
    }

    private static String printable(String text) {
        String quoted = Fields.quoted(text);
        return quoted.substring(1, quoted.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
}
