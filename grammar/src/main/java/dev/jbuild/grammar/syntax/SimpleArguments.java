package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes apart the arguments that files are made of, without loading the generated parser. What is unusual is left to that; for the rest both give
 * the same.
 */
final class SimpleArguments {

    private static final int UNCLOSED = -1;
    private static final int ESCAPE_IN_QUOTES = -2;

    private SimpleArguments() {}

    /** Words between white space; quotes and escapes hold them together. Nothing if there is an escape character at the very end. */
    static Optional<List<Slice>> words(Slice slice, Escape escape) {
        List<Slice> words = new ArrayList<>();
        Slice rest = slice.trim();
        while (!rest.isEmpty()) {
            int end = wordEnd(rest, escape.character());
            if (end < 0) {
                return Optional.empty();
            }
            words.add(rest.slice(0, end));
            rest = rest.from(end).trim();
        }
        return Optional.of(words);
    }

    private static int wordEnd(Slice slice, char escape) {
        String text = slice.line().text();
        char quote = 0;
        int end = slice.start();
        while (end < slice.end() && (quote != 0 || !Blanks.isSpace(text.charAt(end)))) {
            char c = text.charAt(end);
            if (c == escape && quote != '\'') {
                end++;
                if (end == slice.end()) {
                    return -1;
                }
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
            end++;
        }
        return end - slice.start();
    }

    /** The words that announce heredocs; none if a quote is not closed. Nothing if there are escapes between double quotes. */
    static Optional<List<HeredocMark>> marks(Slice slice) {
        List<HeredocMark> marks = new ArrayList<>();
        Slice rest = slice.trim();
        while (!rest.isEmpty()) {
            int end = markedEnd(rest);
            if (end == ESCAPE_IN_QUOTES) {
                return Optional.empty();
            }
            if (end == UNCLOSED) {
                return Optional.of(List.of());
            }
            Optional<HeredocMark> mark = HeredocMark.of(rest.slice(0, end));
            if (mark.isPresent()) {
                marks.add(mark.get());
            }
            rest = rest.from(end).trim();
        }
        return Optional.of(marks);
    }

    /** The end of a word, to which blanks right behind a mark belong; {@link #UNCLOSED} or {@link #ESCAPE_IN_QUOTES} if that is in the way. */
    private static int markedEnd(Slice slice) {
        int end = 0;
        int length = slice.length();
        while (end < length && !Blanks.isSpace(slice.charAt(end))) {
            char c = slice.charAt(end);
            if (c == '"' || c == '\'') {
                end = closing(slice, end);
                if (end < 0) {
                    return end;
                }
            }
            boolean mark = c == '<' && end + 1 < length && slice.charAt(end + 1) == '<';
            end = Math.min(end + (mark || c == '\\' ? 2 : 1), length);
            while (mark && end < length && HeredocMark.isBlank(slice.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private static int closing(Slice slice, int quote) {
        int end = quote + 1;
        while (end < slice.length() && slice.charAt(end) != slice.charAt(quote)) {
            if (slice.charAt(end) == '\\' && slice.charAt(quote) == '"') {
                return ESCAPE_IN_QUOTES;
            }
            end++;
        }
        return end < slice.length() ? end : UNCLOSED;
    }
}
