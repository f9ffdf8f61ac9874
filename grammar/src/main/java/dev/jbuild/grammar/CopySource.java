package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.text.Span;

/** What COPY and ADD take. */
public sealed interface CopySource {

    Span span();

    <R> R match(Cases<R> cases);

    /** A path, pattern or address. */
    record Path(Argument argument) implements CopySource {
        @Override
        public Span span() {
            return argument.span();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.path(this);
        }
    }

    /** A file made of a heredoc, named after it. */
    record Inline(Heredoc heredoc, Span span) implements CopySource {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.inline(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R path(Path source);

        R inline(Inline source);
    }
}
