package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Span;

/** A flag, a word or a value, and where it stands. */
public record Token(String text, Span span) {}
