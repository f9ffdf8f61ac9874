package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Word;
import java.util.ArrayList;
import java.util.List;

/** Reads the words of a file and reports those that are none. Used by one thread. */
final class WordReading {

    private final Escape escape;
    private final Problems problems;

    WordReading(Escape escape, Problems problems) {
        this.escape = escape;
        this.problems = problems;
    }

    Escape escape() {
        return escape;
    }

    /** The word, or the empty one if a problem was reported. */
    Word word(Token token) {
        return word(token, "");
    }

    /** @param hintForQuotes empty for the usual one, which is only made when it is needed: every build reads words */
    private Word word(Token token, String hintForQuotes) {
        try {
            return Word.parse(token.text(), escape);
        } catch (FragmentException e) {
            Problem problem = e.problem(at(token, e.offset()));
            problems.add(e.code().endsWith("-quote") ? problem.withHint(hint(hintForQuotes)) : problem);
            return Word.EMPTY;
        }
    }

    private String hint(String forQuotes) {
        return forQuotes.isEmpty()
                ? "close it, or write " + escape.character() + " in front of a quote that is meant as one"
                : forQuotes;
    }

    /** A path of COPY or ADD, which blanks end, also between quotes. */
    Argument path(Token token) {
        return new Argument(word(token, "write paths with blanks in the JSON form: [\"a b\", \"c\"]"), token.span());
    }

    Argument argument(Token token) {
        return new Argument(word(token), token.span());
    }

    List<Argument> arguments(List<Token> tokens) {
        List<Argument> arguments = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            arguments.add(argument(token));
        }
        return arguments;
    }

    /** The place of a character of a token; the whole token if it stands on more than one line. */
    static Span at(Token token, int offset) {
        Span span = token.span();
        int column = span.column() + offset;
        return span.line() == span.endLine() && column < span.endColumn() ? Span.of(span.line(), column, 1) : span;
    }

    /** The place of the first characters of a token; the whole token if it stands on more than one line. */
    static Span before(Token token, int characters) {
        Span span = token.span();
        return span.line() == span.endLine() ? Span.of(span.line(), span.column(), characters) : span;
    }

    /** The place behind the first characters of a token; the whole token if it stands on more than one line. */
    static Span behind(Token token, int characters) {
        Span span = token.span();
        int column = span.column() + characters;
        return span.line() == span.endLine() && column <= span.endColumn()
                ? new Span(span.line(), column, span.endLine(), span.endColumn())
                : span;
    }
}
