package dev.jbuild.grammar.word;

import java.util.List;

/** A piece of a word. */
public sealed interface Part {

    /** Whether blanks in the piece can end a word: only plain ones do. */
    enum Quoting {
        PLAIN,
        QUOTED
    }

    Quoting quoting();

    <R> R match(Cases<R> cases);

    /** Text that stands for itself; quotes and escapes are resolved. */
    record Text(String text, Quoting quoting) implements Part {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.text(this);
        }
    }

    /**
     * A variable to put in.
     *
     * @param argument the word behind the operator; empty for {@link Operator#VALUE}
     * @param replacement the second word of a replacement; else empty
     */
    record Variable(String name, Operator operator, List<Part> argument, List<Part> replacement, Quoting quoting)
            implements Part {

        public Variable {
            argument = List.copyOf(argument);
            replacement = List.copyOf(replacement);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.variable(this);
        }
    }

    /** One method for each kind of piece. */
    interface Cases<R> {
        R text(Text text);

        R variable(Variable variable);
    }
}
