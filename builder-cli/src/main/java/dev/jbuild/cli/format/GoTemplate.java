package dev.jbuild.cli.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of an option {@code --format}: text with actions of Go's templates, {@code {{.A.B}}}, {@code {{json .A}}},
 * {@code {{index .A "k"}}}, {@code {{range .A}}…{{end}}} and {@code {{println}}}. Anything else is refused when it is parsed. Values
 * are what {@link dev.jbuild.core.oci.JsonDocument#values} has. Thread-safe.
 */
public final class GoTemplate {
    private final List<Node> nodes;

    private GoTemplate(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** A part of a template. */
    interface Node {
        void render(@Nullable Object dot, StringBuilder out);
    }

    /** Something with a value. */
    interface Expression {
        @Nullable
        Object value(@Nullable Object dot);
    }

    /** Reads a template; what it does not know is a BuildException USAGE that names the part. */
    public static GoTemplate parse(String text) {
        return new GoTemplate(new TemplateParser(text).parse());
    }

    /** The text for a value. A field that the value lacks is a BuildException USAGE with near names. */
    public String render(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        nodes.forEach(node -> node.render(value, out));
        return out.toString();
    }
}
