package dev.jbuild.grammar.syntax;

/** How ENV and LABEL are written. */
public enum PairForm {
    /** {@code NAME=VALUE …} */
    PAIRS,
    /** {@code NAME the rest of the line}: one pair. */
    LEGACY
}
