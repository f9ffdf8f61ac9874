package dev.jbuild.grammar.syntax;

import java.util.List;

/** What stands behind keyword and flags. */
public sealed interface Body {

    <R> R match(Cases<R> cases);

    /** Words, or one text that goes to a shell or has no words. */
    record Words(List<Token> words) implements Body {
        public Words {
            words = List.copyOf(words);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.words(this);
        }
    }

    /**
     * A JSON array of strings.
     *
     * @param words all words: the strings; for HEALTHCHECK, the word in front of them first
     */
    record Exec(List<Token> words) implements Body {
        public Exec {
            words = List.copyOf(words);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.exec(this);
        }
    }

    /** Names and values, quotes and escapes as written. */
    record Pairs(List<TokenPair> pairs, PairForm form) implements Body {
        public Pairs {
            pairs = List.copyOf(pairs);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pairs(this);
        }
    }

    /**
     * The instruction that ONBUILD holds.
     *
     * @param text as one line, with the blanks at its end: so other builders keep it in an image
     */
    record Trigger(SyntaxNode instruction, String text) implements Body {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.trigger(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R words(Words body);

        R exec(Exec body);

        R pairs(Pairs body);

        R trigger(Trigger body);
    }
}
