package dev.jbuild.cli.format;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a template takes out of values, and how Go prints it. */
record TemplateValues(String template) {

    /** The elements of a list, or the values of an object in the order of their names. */
    List<Object> elements(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(new TreeMap<>(map).values());
        }
        throw wrong("range goes over a list or an object, got \"" + shown(value) + "\"");
    }

    @Nullable
    Object field(@Nullable Object value, String name) {
        if (value == null) {
            return null; // as in Go, where nothing has nothing in it
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("there is no field \"%s\" in \"%s\"".formatted(name, shown(value)));
        }
        if (map.containsKey(name)) {
            return map.get(name);
        }
        List<String> names = map.keySet().stream().map(String::valueOf).toList();
        throw wrong("there is no field \"%s\"%s".formatted(name, NearNames.suggestion(name, names)));
    }

    /** What {@code index} takes: by name, where one that is missing is empty, or by number. */
    @Nullable
    Object element(@Nullable Object value, @Nullable Object key) {
        if (key instanceof String name && (value == null || value instanceof Map<?, ?>)) {
            Object found = value == null ? null : ((Map<?, ?>) value).get(name);
            return found == null ? "" : found;
        }
        if (!(value instanceof List<?> list) || !(key instanceof BigDecimal number)) {
            throw wrong("index takes an object and a text, or a list and a number");
        }
        int at = number.intValue();
        if (at >= list.size()) {
            throw wrong("index %d of a list of %d".formatted(at, list.size()));
        }
        return list.get(at);
    }

    /** As Go prints it. */
    static String shown(@Nullable Object value) {
        if (value == null) {
            return "<no value>";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof List<?> list) {
            return "["
                    + String.join(" ", list.stream().map(TemplateValues::shown).toList()) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            new TreeMap<>(map).forEach((key, element) -> entries.add(key + ":" + shown(element)));
            return "map[" + String.join(" ", entries) + "]";
        }
        return value.toString();
    }

    private BuildException wrong(String what) {
        return BuildException.of(ErrorCode.USAGE, "template \"%s\": %s".formatted(template, what))
                .withHint("see all that there is with --format json");
    }
}
