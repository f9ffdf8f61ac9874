package dev.jbuild.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of a name and what it stands for; empty ones are left out. Used by one thread. */
final class Fields {

    private final List<String> lines = new ArrayList<>();

    /** A line, unless {@code value} is empty. */
    Fields add(String name, String value) {
        if (!value.isEmpty()) {
            lines.add(name + " " + value);
        }
        return this;
    }

    /** A line with a text in quotes, unless it is empty. */
    Fields addText(String name, String text) {
        return text.isEmpty() ? this : add(name, quoted(text));
    }

    /** A line with texts in quotes, unless there are none. */
    Fields addTexts(String name, Collection<String> texts) {
        return add(name, quoted(texts));
    }

    /** A line for each pair. */
    Fields addPairs(String name, Map<String, String> pairs) {
        pairs.forEach((key, value) -> lines.add(name + " " + key + "=" + quoted(value)));
        return this;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    static String quoted(Collection<String> texts) {
        return texts.stream().map(Fields::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(String text) {
        StringBuilder result = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> result.append("\\\"");
                case '\\' -> result.append("\\\\");
                case '\n' -> result.append("\\n");
                case '\t' -> result.append("\\t");
                case '\r' -> result.append("\\r");
                default -> {
                    if (point < ' ' || point == 0x7F) {
                        result.append("\\u%04x".formatted(point));
                    } else {
                        result.appendCodePoint(point);
                    }
                }
            }
        });
        return result.append('"').toString();
    }
}
