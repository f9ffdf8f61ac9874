package dev.jbuild.grammar.syntax;

/** A name and its value in ENV or LABEL. */
public record TokenPair(Token name, Token value) {}
