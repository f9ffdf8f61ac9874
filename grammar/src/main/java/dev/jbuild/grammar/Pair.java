package dev.jbuild.grammar;

import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;

/** A name and its value in ENV or LABEL; both are to be expanded. */
public record Pair(Word name, Word value, Span span) {}
