package dev.jbuild.core.compare;

import dev.jbuild.core.oci.JsonDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The leaves of a document by their paths, {@code config.Labels.team}; elements such as {@code PATH=/bin} go by their names. */
final class JsonFields {
    private static final int MAX_SHOWN = 200; // letters of one value

    private final TreeMap<String, String> leaves = new TreeMap<>();

    private JsonFields() {}

    static TreeMap<String, String> of(JsonDocument document) {
        JsonFields fields = new JsonFields();
        fields.add("", document.values());
        return fields.leaves;
    }

    private void add(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, child) -> add(path.isEmpty() ? String.valueOf(name) : path + "." + name, child));
        } else if (value instanceof List<?> list) {
            addAll(path, list);
        } else {
            leaves.put(path, shown(String.valueOf(value)));
        }
    }

    private void addAll(String path, List<?> list) {
        boolean named = path.endsWith("Env");
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            int equals = named && element instanceof String text ? text.indexOf('=') : -1;
            if (equals > 0 && element instanceof String text) {
                add(path + "." + text.substring(0, equals), text.substring(equals + 1));
            } else {
                add(path + "[" + i + "]", element);
            }
        }
        if (list.isEmpty()) {
            leaves.put(path, "[]");
        }
    }

    private static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
    }
}
