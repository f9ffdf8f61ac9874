package dev.jbuild.cli.command;

import dev.jbuild.cli.Truth;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Annotations;
import dev.jbuild.core.oci.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The value of an option {@code -o}: {@code type=oci,dest=x.tar}, a lone directory, or {@code -} for a tar on stdout. */
record OutputSpec(String type, Map<String, String> attributes) {
    private static final List<String> TYPES =
            List.of("oci", "docker", "tar", "local", "image", "registry", "cacheonly");

    OutputSpec {
        attributes = Map.copyOf(attributes);
    }

    /** Reads a value; what is wrong with it is a BuildException USAGE. */
    static OutputSpec parse(String text) {
        if (text.equals("-")) {
            return new OutputSpec("tar", Map.of("dest", "-"));
        }
        List<String> fields = csv(text);
        if (text.isBlank()) {
            throw wrong("got -o \"" + text + "\", want type=TYPE or a directory");
        }
        if (fields.size() == 1 && fields.get(0).indexOf('=') < 0) {
            return new OutputSpec("local", Map.of("dest", fields.get(0)));
        }
        Map<String, String> attributes = fields(text, "-o");
        String type = Optional.ofNullable(attributes.remove("type"))
                .orElseThrow(() -> wrong("got no type in -o \"" + text + "\""));
        if (!TYPES.contains(type)) {
            throw wrong("got output type \"" + type + "\", want one of " + String.join(", ", TYPES));
        }
        if ("".equals(attributes.get("dest"))) {
            throw wrong("got nothing behind dest= in -o \"" + text + "\"");
        }
        OutputSpec spec = new OutputSpec(type, attributes);
        if (spec.isStream()) {
            attributes.putIfAbsent("dest", "-");
        }
        return new OutputSpec(type, attributes);
    }

    /** Whether it is for standard output: what is written as one file and says no other place, as Docker's clients have it. */
    private boolean isStream() {
        return type.equals("tar") || type.equals("oci") && isSet("tar", "true");
    }

    /** The {@code key=value} fields of an option's value, keys in lower case. */
    static Map<String, String> fields(String text, String option) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : csv(text)) {
            int equals = field.indexOf('=');
            if (equals <= 0) {
                throw BuildException.of(
                        ErrorCode.USAGE, "got \"" + field + "\" in " + option + " \"" + text + "\", want key=value");
            }
            String said = field.substring(0, equals).strip();
            String lower = said.toLowerCase(Locale.ROOT);
            String key = Annotations.isOption(lower) ? said : lower; // keys of annotations keep their letters
            if (fields.put(key, field.substring(equals + 1)) != null) {
                throw BuildException.of(
                        ErrorCode.USAGE, "got \"" + key + "\" twice in " + option + " \"" + text + "\"");
            }
        }
        return fields;
    }

    /** The same, named by the image's references where it goes to a registry and says no name itself. */
    OutputSpec pushedAs(List<ImageReference> tags) {
        if (!type.equals("registry") && !type.equals("image") || attributes.containsKey("name") || tags.isEmpty()) {
            return this;
        }
        Map<String, String> named = new LinkedHashMap<>(attributes);
        named.put(
                "name",
                String.join(",", tags.stream().map(ImageReference::toString).toList()));
        return new OutputSpec(type, named);
    }

    /** What the attribute {@code name} says. */
    List<ImageReference> names() {
        List<ImageReference> names = new ArrayList<>();
        for (String name : attribute("name").map(text -> text.split(",")).orElseGet(() -> new String[0])) {
            names.add(StoredImages.newReference(name));
        }
        return names;
    }

    Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** A switch of this output, in the words that Docker's commands take. */
    boolean isSet(String name, String usual) {
        String value = attributes.getOrDefault(name, usual);
        Optional<Boolean> truth = Truth.parse(value);
        if (truth.isEmpty()) {
            throw BuildException.of(
                    ErrorCode.USAGE, "output option %s: got \"%s\", want true or false".formatted(name, value));
        }
        return truth.get();
    }

    /** Refuses attributes that this kind of output does not know. */
    OutputSpec allowing(Collection<String> names) {
        for (String name : new TreeSet<>(attributes.keySet())) {
            if (!names.contains(name)) {
                String known =
                        names.isEmpty() ? "of which it takes none" : "only " + String.join(", ", new TreeSet<>(names));
                throw wrong("output type " + type + " has no attribute \"" + name + "\", " + known);
            }
        }
        return this;
    }

    private static BuildException wrong(String message) {
        return BuildException.of(ErrorCode.USAGE, message).withHint("write it as -o type=oci,dest=image.tar");
    }

    /** Fields between commas; one in double quotes may have commas, and {@code ""} for a quote (RFC 4180). */
    private static List<String> csv(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
