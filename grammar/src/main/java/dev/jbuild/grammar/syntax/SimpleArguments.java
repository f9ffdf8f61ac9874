package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the arguments that most files are made of, without loading the generated parser: those without escapes. For these both give the same.
 */
final class SimpleArguments {

    private SimpleArguments() {}

    /** Words between white space; quotes hold them together. There is no escape character in the text. */
    static List<Slice> words(Slice slice) {
        List<Slice> words = new ArrayList<>();
        Slice rest = slice.trim();
        while (!rest.isEmpty()) {
            int end = wordEnd(rest);
            words.add(rest.slice(0, end));
            rest = rest.from(end).trim();
        }
        return words;
    }

    private static int wordEnd(Slice slice) {
        char quote = 0;
        int end = 0;
        while (end < slice.length() && (quote != 0 || !Blanks.isSpace(slice.charAt(end)))) {
            char c = slice.charAt(end);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
            end++;
        }
        return end;
    }

    /** The words that announce heredocs; none if a quote is not closed. There are no escapes in the text. */
    static List<HeredocMark> marks(Slice slice) {
        List<HeredocMark> marks = new ArrayList<>();
        Slice rest = slice.trim();
        while (!rest.isEmpty()) {
            int end = markedEnd(rest);
            if (end < 0) {
                return List.of();
            }
            HeredocMark.of(rest.slice(0, end)).ifPresent(marks::add);
            rest = rest.from(end).trim();
        }
        return marks;
    }

    /** The end of a word, to which blanks right behind a mark belong; -1 if a quote is not closed. */
    private static int markedEnd(Slice slice) {
        int end = 0;
        while (end < slice.length() && !Blanks.isSpace(slice.charAt(end))) {
            char c = slice.charAt(end);
            if (c == '"' || c == '\'') {
                end = closing(slice, end);
                if (end < 0) {
                    return -1;
                }
            }
            boolean mark = c == '<' && end + 1 < slice.length() && slice.charAt(end + 1) == '<';
            end += mark ? 2 : 1;
            while (mark && end < slice.length() && Blanks.isSpace(slice.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private static int closing(Slice slice, int quote) {
        int end = quote + 1;
        while (end < slice.length() && slice.charAt(end) != slice.charAt(quote)) {
            end++;
        }
        return end < slice.length() ? end : -1;
    }

    /** The strings of an exec form; nothing if it has anything but strings without escapes and control characters. */
    static Optional<List<Token>> strings(Slice slice) {
        List<Token> strings = new ArrayList<>();
        int i = skipJsonSpace(slice, 1);
        boolean another = i < slice.length() && slice.charAt(i) != ']';
        while (another) {
            int end = stringEnd(slice, i);
            if (end < 0) {
                return Optional.empty();
            }
            strings.add(new Token(
                    slice.slice(i + 1, end).text(), slice.slice(i, end + 1).span()));
            i = skipJsonSpace(slice, end + 1);
            another = i < slice.length() && slice.charAt(i) == ',';
            i = another ? skipJsonSpace(slice, i + 1) : i;
        }
        return i == slice.length() - 1 && slice.charAt(i) == ']' ? Optional.of(strings) : Optional.empty();
    }

    /** The index of the closing quote of the string that begins at {@code start}; -1 if there is no such simple string. */
    private static int stringEnd(Slice slice, int start) {
        if (start >= slice.length() || slice.charAt(start) != '"') {
            return -1;
        }
        int i = start + 1;
        while (i < slice.length() && slice.charAt(i) != '"') {
            if (slice.charAt(i) == '\\' || slice.charAt(i) < ' ') {
                return -1;
            }
            i++;
        }
        return i < slice.length() ? i : -1;
    }

    private static int skipJsonSpace(Slice slice, int start) {
        int i = start;
        while (i < slice.length() && (slice.charAt(i) == ' ' || slice.charAt(i) == '\t' || slice.charAt(i) == '\r')) {
            i++;
        }
        return i;
    }
}
