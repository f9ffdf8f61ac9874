package dev.jbuild.cli.settings;

import dev.jbuild.cache.registry.Mirror;
import dev.jbuild.core.oci.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a user: {@code /etc/jbuild/config.json}, then {@code $XDG_CONFIG_HOME/jbuild/config.json}, then variables, each
 * over the ones before. Options are variables by the time that they come here, for a command's children must see them too. Values
 * of several things replace each other as a whole. Thread-safe.
 */
public final class Settings {
    private static final Path SYSTEM = Path.of("/etc/jbuild/config.json");

    private final Map<Setting, Value> values;

    /**
     * A value and where it comes from.
     *
     * @param texts one for a text, any number for others
     * @param origin as it is shown: a path, a variable
     */
    public record Value(List<String> texts, String origin) {
        public Value {
            texts = List.copyOf(texts);
        }
    }

    private Settings(Map<Setting, Value> values) {
        this.values = values;
    }

    /** Reads the files and the environment; what is wrong in them is a BuildException USAGE that names the place. */
    public static Settings of(Map<String, String> environment) {
        return of(environment, SYSTEM);
    }

    /** @param system the file of the machine */
    static Settings of(Map<String, String> environment, Path system) {
        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        for (Path file : files(environment, system)) {
            SettingsFile.read(file).ifPresent(values::putAll);
        }
        for (Setting setting : Setting.values()) {
            variable(setting, environment).ifPresent(value -> values.put(setting, value));
        }
        Settings settings = new Settings(values);
        for (Map.Entry<Setting, Value> value : values.entrySet()) {
            SettingCheck.check(
                    value.getKey(), value.getValue().texts(), value.getValue().origin());
        }
        return settings;
    }

    private static List<Path> files(Map<String, String> environment, Path system) {
        List<Path> files = new ArrayList<>(List.of(system));
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (config.startsWith("/")) {
            files.add(Path.of(config, "jbuild/config.json"));
        } else if (!home.isEmpty()) {
            files.add(Path.of(home, ".config/jbuild/config.json"));
        }
        return files;
    }

    private static Optional<Value> variable(Setting setting, Map<String, String> environment) {
        String name = setting.variable();
        String text = environment.getOrDefault(name, "");
        if (text.isEmpty() && setting == Setting.PLATFORM) {
            name = "DOCKER_DEFAULT_PLATFORM";
            text = environment.getOrDefault(name, "");
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = setting.kind() == Setting.Kind.TEXT
                ? List.of(text)
                : List.of(text.split(",")).stream()
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
        return Optional.of(new Value(texts, name));
    }

    /** A value that somebody set. */
    public Optional<Value> find(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** The text that somebody set. */
    public Optional<String> text(Setting setting) {
        return find(setting).map(value -> value.texts().get(0));
    }

    /** Registries that need no certificate that holds. */
    public Set<String> insecureRegistries() {
        return find(Setting.INSECURE_REGISTRIES)
                .map(value -> Set.copyOf(value.texts()))
                .orElse(Set.of());
    }

    /** Mirrors by registry; one that names no registry is one of docker.io, as in docker's own settings. */
    public Map<String, List<Mirror>> mirrors() {
        Map<String, List<Mirror>> mirrors = new LinkedHashMap<>();
        for (String text : find(Setting.MIRRORS).map(Value::texts).orElse(List.of())) {
            int equals = text.indexOf('=');
            String registry = equals < 0 ? "docker.io" : text.substring(0, equals);
            mirrors.computeIfAbsent(registry, key -> new ArrayList<>()).add(Mirror.parse(text.substring(equals + 1)));
        }
        return mirrors;
    }

    /** The platform that somebody set. */
    public Optional<Platform> platformIfAny() {
        return text(Setting.PLATFORM).map(Platform::parse);
    }

    /** The platform that is meant where none is said. */
    public Platform platform() {
        return platformIfAny().orElseGet(Platform::host);
    }
}
