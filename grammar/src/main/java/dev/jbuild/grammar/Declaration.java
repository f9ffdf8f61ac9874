package dev.jbuild.grammar;

import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.util.Optional;

/** One variable of an ARG. */
public sealed interface Declaration {

    /** As written: neither variables nor quotes mean anything in it. */
    String name();

    Span span();

    /** Absent if only a name was given; such a variable stays unset unless the user sets it. */
    Optional<Word> value();

    /** {@code NAME} */
    record Bare(String name, Span span) implements Declaration {
        @Override
        public Optional<Word> value() {
            return Optional.empty();
        }
    }

    /** {@code NAME=DEFAULT} */
    record Defaulted(String name, Word defaultValue, Span span) implements Declaration {
        @Override
        public Optional<Word> value() {
            return Optional.of(defaultValue);
        }
    }
}
