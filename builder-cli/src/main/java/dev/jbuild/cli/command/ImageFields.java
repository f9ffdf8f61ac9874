package dev.jbuild.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields that Docker has for every image, and this program's JSON only where there is something in them. */
final class ImageFields {
    private static final List<String> TEXTS = List.of("User", "WorkingDir", "StopSignal");
    private static final List<String> LISTS = List.of("Env", "Cmd", "Entrypoint", "OnBuild", "Shell");
    private static final List<String> OBJECTS = List.of("ExposedPorts", "Volumes", "Labels");

    private ImageFields() {}

    /** The same image with all of them, so that a template may name each. */
    static Object complete(Object image) {
        Map<String, Object> all = new LinkedHashMap<>(fields(image));
        all.putIfAbsent("Variant", "");
        Map<String, Object> config = new LinkedHashMap<>(fields(all.get("Config")));
        TEXTS.forEach(name -> config.putIfAbsent(name, ""));
        LISTS.forEach(name -> config.putIfAbsent(name, List.of()));
        OBJECTS.forEach(name -> config.putIfAbsent(name, Map.of()));
        config.putIfAbsent("Healthcheck", null);
        all.put("Config", config);
        return all;
    }

    @SuppressWarnings("unchecked") // what a JSON document has is of this kind
    private static Map<String, Object> fields(Object value) {
        return (Map<String, Object>) value;
    }
}
