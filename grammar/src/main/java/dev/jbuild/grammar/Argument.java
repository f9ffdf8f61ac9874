package dev.jbuild.grammar;

import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;

/** A word of an instruction, and where it stands. */
public record Argument(Word word, Span span) {

    /** As written. */
    public String source() {
        return word.source();
    }
}
