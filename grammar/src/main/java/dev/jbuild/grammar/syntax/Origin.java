package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Span;
import java.util.List;

/**
 * Where an instruction comes from.
 *
 * @param span from its keyword to the end of its last line, heredocs included
 * @param lines the same, with what a continuation draws in: an empty line in front, and comments and empty lines up to the end of the file
 * @param keyword as written, in whatever case
 * @param text the instruction as one line: continuations joined, comments gone, no blanks around, without heredocs
 * @param comments the comment lines right above it, up to an empty line or comment, without {@code #} and blanks around
 * @param blankLine the first empty line inside of its continued lines; 0 if there is none
 */
public record Origin(Span span, Span lines, String keyword, String text, List<String> comments, int blankLine) {

    public Origin {
        comments = List.copyOf(comments);
    }

    Origin to(Span end) {
        return new Origin(span.to(end), lines.to(end), keyword, text, comments, blankLine);
    }
}
