package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.Arrays;

/**
 * One instruction as one line, without blanks around, and where each piece of it stands in the file.
 *
 * <p>Piece i begins at {@code starts[i]} of the text, and at column {@code columns[i]} of line {@code lines[i]} of the file.
 */
final class LogicalLine {

    private final String text;
    private final int[] starts;
    private final int[] lines;
    private final int[] columns;
    private final int blankLine;
    private final Span end;

    private LogicalLine(String text, int[] starts, int[] lines, int[] columns, int blankLine, Span end) {
        this.text = text;
        this.starts = starts;
        this.lines = lines;
        this.columns = columns;
        this.blankLine = blankLine;
        this.end = end;
    }

    String text() {
        return text;
    }

    /** The first empty line inside; 0 if there is none. */
    int blankLine() {
        return blankLine;
    }

    /** The place of all its lines; comments and empty lines at the end of the file that continue it are among them. */
    Span span() {
        return Span.at(lines[0], columns[0]).to(end);
    }

    /** The first of its lines that has bytes that are not UTF-8; 0 if none has. */
    int malformedLine(SourceText source) {
        for (int line : lines) {
            if (source.isMalformed(line)) {
                return line;
            }
        }
        return 0;
    }

    /** The place of the characters from {@code start} to {@code end}. */
    Span span(int start, int end) {
        int first = piece(start);
        // The end belongs to the piece of the last character.
        int last = end > start ? piece(end - 1) : first;
        return new Span(
                lines[first], columns[first] + start - starts[first], lines[last], columns[last] + end - starts[last]);
    }

    private int piece(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        if (found < 0) {
            return -found - 2;
        }
        // Of two pieces at one offset the first is empty.
        return found + 1 < starts.length && starts[found + 1] == offset ? found + 1 : found;
    }

    /** All of it but blanks around. */
    Slice trimmed() {
        return new Slice(this, 0, text.length()).trim();
    }

    /** Puts lines together. Used by one thread. */
    static final class Builder {
        private final SourceText source;
        private final StringBuilder text = new StringBuilder();
        private int[] starts = new int[4];
        private int[] lines = new int[4];
        private int[] columns = new int[4];
        private int count;
        private int blankLine;

        Builder(SourceText source) {
            this.source = source;
        }

        int length() {
            return text.length();
        }

        /** Notes an empty line inside. */
        void blank(int line) {
            blankLine = blankLine == 0 ? line : blankLine;
        }

        /** Adds the characters of the file from {@code start} to {@code end}, which stand on {@code line} from {@code column} on. */
        void add(int line, int column, int start, int end) {
            if (count > 1 && starts[count - 1] == text.length()) {
                count--; // nothing stood on the line before, of which there may be millions
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                lines = Arrays.copyOf(lines, count * 2);
                columns = Arrays.copyOf(columns, count * 2);
            }
            starts[count] = text.length();
            lines[count] = line;
            columns[count] = column;
            count++;
            text.append(source.text().substring(start, end)); // at once, and not character by character
        }

        /** The line that {@code last} is the last line of, which stands from {@code start} to {@code lineEnd} in the file. */
        LogicalLine build(int last, int start, int lineEnd) {
            int end = Blanks.trimEnd(source.text(), start, lineEnd);
            return new LogicalLine(
                    text.toString(),
                    Arrays.copyOf(starts, count),
                    Arrays.copyOf(lines, count),
                    Arrays.copyOf(columns, count),
                    blankLine,
                    Span.at(last, end - start + 1));
        }
    }
}
