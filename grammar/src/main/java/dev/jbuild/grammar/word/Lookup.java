package dev.jbuild.grammar.word;

import java.util.Map;
import java.util.Optional;

/** Values of variables. A variable that is set but empty has the empty value. */
@FunctionalInterface
public interface Lookup {

    /** Nothing is set. */
    Lookup NONE = name -> Optional.empty();

    Optional<String> value(String name);

    /** Looks into a map, which is read at each question. */
    static Lookup of(Map<String, String> values) {
        return name -> Optional.ofNullable(values.get(name));
    }
}
