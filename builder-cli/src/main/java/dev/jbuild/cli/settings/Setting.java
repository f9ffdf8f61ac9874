package dev.jbuild.cli.settings;

import java.util.List;
import java.util.Optional;

/** What can be set: its key in a config file, its variable, and the option of commands that has the last word. */
public enum Setting {
    STORE("store", "JBUILD_ROOT", "--store", Kind.TEXT),
    RUNTIME("runtime", "JBUILD_RUNTIME", "--runtime", Kind.TEXT),
    NETWORK("network", "JBUILD_NETWORK", "--network", Kind.TEXT),
    MIRRORS("mirrors", "JBUILD_MIRRORS", "--mirror", Kind.MIRRORS),
    INSECURE_REGISTRIES("insecure-registries", "JBUILD_INSECURE_REGISTRIES", "--insecure-registry", Kind.LIST),
    PLATFORM("platform", "JBUILD_PLATFORM", "--platform", Kind.TEXT);

    private final String key;
    private final String variable;
    private final String option;
    private final Kind kind;

    /** The shape of a value. */
    public enum Kind {
        TEXT,
        /** Several; between commas in a variable. */
        LIST,
        /** Several as {@code REGISTRY=MIRROR}; an object of arrays in a file. */
        MIRRORS
    }

    Setting(String key, String variable, String option, Kind kind) {
        this.key = key;
        this.variable = variable;
        this.option = option;
        this.kind = kind;
    }

    public String key() {
        return key;
    }

    public String variable() {
        return variable;
    }

    public String option() {
        return option;
    }

    public Kind kind() {
        return kind;
    }

    static List<String> keys() {
        return List.of(values()).stream().map(Setting::key).toList();
    }

    static Optional<Setting> ofKey(String key) {
        return List.of(values()).stream().filter(s -> s.key.equals(key)).findFirst();
    }
}
