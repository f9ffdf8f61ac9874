package dev.jbuild.grammar;

import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.util.Optional;

/** One variable of an ARG. */
public sealed interface Declaration {

    /** To be expanded. */
    Word name();

    Span span();

    /** Absent if only a name was given; such a variable stays unset unless the user sets it. */
    Optional<Word> value();

    /** {@code NAME} */
    record Bare(Word name, Span span) implements Declaration {
        @Override
        public Optional<Word> value() {
            return Optional.empty();
        }
    }

    /** {@code NAME=DEFAULT} */
    record Defaulted(Word name, Word defaultValue, Span span) implements Declaration {
        @Override
        public Optional<Word> value() {
            return Optional.of(defaultValue);
        }
    }
}
