package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.NearName;
import java.util.Arrays;
import java.util.List;

/** The options of {@code --mount} and their other names. */
enum MountKey {
    TYPE("type"),
    FROM("from"),
    SOURCE("source", "src"),
    TARGET("target", "dst", "destination"),
    READONLY("readonly", "ro"),
    READWRITE("readwrite", "rw"),
    REQUIRED("required"),
    SIZE("size"),
    ID("id"),
    SHARING("sharing"),
    MODE("mode"),
    UID("uid"),
    GID("gid"),
    ENV("env");

    private final List<String> names;

    MountKey(String... names) {
        this.names = List.of(names);
    }

    /** True if it can stand without a value. */
    boolean isSwitch() {
        return this == READONLY || this == READWRITE || this == REQUIRED;
    }

    /** The key of a name. */
    static MountKey of(String name) {
        for (MountKey key : values()) {
            if (key.names.contains(name)) {
                return key;
            }
        }
        throw new FragmentException(
                "bad-mount", "unknown mount option \"%s\"%s".formatted(name, NearName.question(name, allNames())), 0);
    }

    private static List<String> allNames() {
        return Arrays.stream(values()).flatMap(key -> key.names.stream()).toList();
    }

    @Override
    public String toString() {
        return names.get(0);
    }
}
