package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.text.Span;

/** A piece of a logical line. Loops over many characters go over those of {@code text}, as the first ones of a JVM are interpreted. */
record Slice(LogicalLine line, int start, int end) {

    String text() {
        return line.text().substring(start, end);
    }

    boolean isEmpty() {
        return start == end;
    }

    int length() {
        return end - start;
    }

    char charAt(int index) {
        return line.text().charAt(start + index);
    }

    Span span() {
        return line.span(start, end);
    }

    /** A piece of this; both ends count from the start of this. */
    Slice slice(int from, int to) {
        return new Slice(line, start + from, start + to);
    }

    Slice from(int index) {
        return slice(index, length());
    }

    /** Without white space around. */
    Slice trim() {
        int first = Blanks.skipSpace(line.text(), start, end);
        return new Slice(line, first, Blanks.trimEnd(line.text(), first, end));
    }

    /** The index of the first separator, or the length if there is none. */
    int separator() {
        String text = line.text();
        int i = start;
        while (i < end && !Blanks.isSeparator(text.charAt(i))) {
            i++;
        }
        return i - start;
    }

    /** From the first character on that is no separator. */
    Slice skipSeparators() {
        String text = line.text();
        int i = start;
        while (i < end && Blanks.isSeparator(text.charAt(i))) {
            i++;
        }
        return new Slice(line, i, end);
    }

    /** The characters from its start to the end of the line, blanks at the end included. */
    String toEndOfLine() {
        return line.text().substring(start);
    }

    Token token() {
        return new Token(text(), span());
    }
}
