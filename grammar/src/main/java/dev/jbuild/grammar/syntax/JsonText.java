package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.JsonString;
import java.util.List;
import java.util.function.Consumer;

/** Writes JSON, two blanks deeper for each level; lists of strings stay on one line. Used by one thread. */
final class JsonText {

    private static final String INDENT = "\n                    ";

    private final StringBuilder out = new StringBuilder();
    private int depth;
    private boolean first = true;

    /** An object whose fields {@code fields} writes. */
    JsonText object(Runnable fields) {
        return nested('{', fields, '}');
    }

    JsonText field(String name, String value) {
        return name(name).string(value);
    }

    JsonText field(String name, long value) {
        name(name).out.append(value);
        return this;
    }

    JsonText field(String name, boolean value) {
        name(name).out.append(value);
        return this;
    }

    JsonText strings(String name, List<String> values) {
        return name(name).stringList(values);
    }

    JsonText stringList(List<String> values) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            string(values.get(i));
        }
        out.append(']');
        return this;
    }

    /** A list, each element on lines of its own. */
    <T> JsonText list(String name, List<T> values, Consumer<T> element) {
        name(name);
        if (values.isEmpty()) {
            out.append("[]");
            return this;
        }
        return nested(
                '[',
                () -> values.forEach(value -> {
                    next();
                    element.accept(value);
                }),
                ']');
    }

    /** The name of a field whose value is written next; it has nothing to escape. */
    JsonText name(String name) {
        next();
        out.append('"').append(name).append("\": ");
        return this;
    }

    private JsonText nested(char open, Runnable content, char close) {
        out.append(open);
        depth++;
        first = true;
        content.run();
        depth--;
        if (!first) {
            newLine();
        }
        first = false;
        out.append(close);
        return this;
    }

    private void next() {
        if (!first) {
            out.append(',');
        }
        first = false;
        newLine();
    }

    private void newLine() {
        out.append(2 * depth < INDENT.length() ? INDENT.substring(0, 1 + 2 * depth) : "\n" + "  ".repeat(depth));
    }

    private JsonText string(String value) {
        JsonString.append(out, value);
        return this;
    }

    /** All that was written, with a line end. */
    @Override
    public String toString() {
        return out + "\n";
    }
}
