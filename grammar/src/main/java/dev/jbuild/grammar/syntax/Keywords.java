package dev.jbuild.grammar.syntax;

import java.util.Set;

/** Which instructions have which form of arguments. A keyword that is in no set has one text, and may be unknown. */
final class Keywords {

    /** JSON, or one text. */
    static final Set<String> COMMANDS = Set.of("RUN", "CMD", "ENTRYPOINT", "SHELL");

    /** JSON, or words between blanks. */
    static final Set<String> LISTS = Set.of("ADD", "COPY", "VOLUME");

    /** Words between blanks. */
    static final Set<String> WORDS = Set.of("FROM", "EXPOSE");

    /** Names and values. */
    static final Set<String> PAIRS = Set.of("ENV", "LABEL");

    /** Those below which heredocs may stand. */
    static final Set<String> WITH_HEREDOCS = Set.of("ADD", "COPY", "RUN");

    /** Those whose arguments are words, and not a text for somebody else. */
    static final Set<String> TAKEN_APART = Set.of("ADD", "COPY", "VOLUME", "FROM", "EXPOSE", "ENV", "LABEL", "ARG");

    /** Those whose arguments become text of an image config, and nothing else. */
    static final Set<String> TEXT_IN_CONFIG = Set.of("LABEL", "MAINTAINER");

    private Keywords() {}
}
