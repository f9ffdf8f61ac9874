package dev.jbuild.core.error;

import dev.jbuild.grammar.text.NearName;
import java.util.Collection;

/** Finds what somebody may have meant, as the parser of Dockerfiles does, for those who do not see the parser. */
public final class NearNames {

    private NearNames() {}

    /** {@code  (did you mean "x"?)} with a blank in front, or nothing. */
    public static String suggestion(String name, Collection<String> known) {
        return NearName.question(name, known);
    }
}
