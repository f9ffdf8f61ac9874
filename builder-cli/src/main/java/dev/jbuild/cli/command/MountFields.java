package dev.jbuild.cli.command;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.step.NamedVolumes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fields of one {@code --mount}, by all of their names. */
record MountFields(String text, Map<String, String> fields) {
    private static final List<String> TYPES = List.of("bind", "tmpfs", "volume");
    private static final Set<String> KNOWN = Set.of(
            "type",
            "source",
            "src",
            "target",
            "dst",
            "destination",
            "readonly",
            "ro",
            "consistency",
            "bind-propagation",
            "bind-recursive",
            "bind-nonrecursive",
            "tmpfs-size",
            "tmpfs-mode",
            "volume-driver",
            "volume-nocopy");
    private static final Set<String> CONSISTENCIES = Set.of("default", "consistent", "cached", "delegated");

    MountFields(String text) {
        this(
                text,
                OutputSpec.fields(
                        text.replaceAll("(^|,)(readonly|ro|volume-nocopy|bind-nonrecursive)(?=,|$)", "$1$2=true"),
                        "--mount"));
        for (String name : fields.keySet()) {
            if (!KNOWN.contains(name)) {
                throw BuildOptions.wrong(
                        "--mount",
                        text,
                        "type, source, target, readonly, consistency, bind-propagation, tmpfs-size, tmpfs-mode or"
                                + " volume-nocopy, not \"" + name + "\"");
            }
            int dash = name.indexOf('-');
            if (dash > 0 && !name.startsWith(type() + "-")) {
                throw BuildOptions.wrong("--mount", text, name + " with type=" + name.substring(0, dash) + " only");
            }
        }
        if (type().equals("tmpfs") && !source().isEmpty()) {
            throw BuildOptions.wrong("--mount", text, "no source for type=tmpfs");
        }
        consistency();
        propagation();
        driver();
    }

    /** Of caches between a machine and a virtual one: here there is none, and all is consistent. */
    private void consistency() {
        if (!CONSISTENCIES.contains(word("consistency", "default"))) {
            throw BuildOptions.wrong("--mount", text, "consistency=default, consistent, cached or delegated");
        }
    }

    private void propagation() {
        Propagation.check(word("bind-propagation", "private"), "--mount", text);
        if (isSet("bind-nonrecursive") || !word("bind-recursive", "enabled").equals("enabled")) {
            throw BuildOptions.wrong(
                    "--mount",
                    text,
                    "bind-recursive=enabled: what is mounted below a path is there with it, and read-only with it");
        }
    }

    private void driver() {
        if (!word("volume-driver", "local").equals("local")) {
            throw BuildOptions.wrong("--mount", text, "volume-driver=local, which is all that there is");
        }
    }

    private String word(String name, String otherwise) {
        return fields.getOrDefault(name, otherwise).toLowerCase(Locale.ROOT);
    }

    String type() {
        String type = word("type", "volume");
        if (!TYPES.contains(type)) {
            throw BuildOptions.wrong("--mount", text, "type=bind, tmpfs or volume");
        }
        return type;
    }

    String target() {
        String target = first("target", "dst", "destination");
        if (!VolumeOption.isPlace(target)) {
            throw BuildOptions.wrong("--mount", text, "target= and an absolute path that is not /");
        }
        return target;
    }

    /** The path or the name that is mounted; empty when there is none. */
    String source() {
        return first("source", "src", "source");
    }

    /** As {@link #source}, where there must be one. */
    String path() {
        if (source().isEmpty()) {
            throw BuildOptions.wrong("--mount", text, "source= and a path");
        }
        return source();
    }

    Mount.Access access() {
        return isSet("readonly") || isSet("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE;
    }

    NamedVolumes.Beginning beginning() {
        return isSet("volume-nocopy") ? NamedVolumes.Beginning.EMPTY : NamedVolumes.Beginning.AS_IMAGE;
    }

    private boolean isSet(String name) {
        return switch (word(name, "false")) {
            case "false", "f", "0" -> false;
            case "true", "t", "1" -> true;
            default -> throw BuildOptions.wrong("--mount", text, name + "=true or false");
        };
    }

    Mount tmpfs() {
        StringBuilder options = new StringBuilder(access() == Mount.Access.READ_ONLY ? "ro" : "rw");
        for (String name : List.of("size", "mode")) {
            String value = fields.getOrDefault("tmpfs-" + name, "");
            options.append(value.isEmpty() ? "" : "," + name + "=" + value);
        }
        return new TmpfsOptions(text, options.toString()).mount(target());
    }

    private String first(String one, String other, String third) {
        return fields.getOrDefault(one, fields.getOrDefault(other, fields.getOrDefault(third, "")));
    }
}
