package dev.jbuild.grammar;

import dev.jbuild.grammar.text.Span;
import java.util.List;

/**
 * Where an instruction comes from.
 *
 * @param span from its keyword to the end of its last line, heredocs included
 * @param keyword as written, in whatever case
 * @param text the instruction as one line: continuations joined, comments gone, without heredocs
 * @param comments the comment lines right above it, without {@code #} and blanks around
 */
public record Origin(Span span, String keyword, String text, List<String> comments) {

    public Origin {
        comments = List.copyOf(comments);
    }
}
