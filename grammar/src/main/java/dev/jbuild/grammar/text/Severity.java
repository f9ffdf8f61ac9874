package dev.jbuild.grammar.text;

/** How bad a problem is. */
public enum Severity {
    /** The file means nothing, or not what it says; there is no build. */
    ERROR,
    /** The file means something, but hardly what its author wanted. */
    WARNING
}
