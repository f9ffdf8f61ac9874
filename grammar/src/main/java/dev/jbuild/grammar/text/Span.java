package dev.jbuild.grammar.text;

/**
 * A place in a {@link SourceText}: from the first character to just behind the last one. Lines and columns count from 1; a column counts
 * UTF-16 units, as editors and {@link String#charAt} do.
 *
 * @param endColumn the column behind the last character, so an empty span has equal ends
 */
public record Span(int line, int column, int endLine, int endColumn) implements Comparable<Span> {

    public Span {
        if (line < 1 || column < 1 || endLine < line || (endLine == line && endColumn < column)) {
            throw new IllegalArgumentException(
                    "no such place: %d:%d to %d:%d".formatted(line, column, endLine, endColumn));
        }
    }

    /** The place between two characters. */
    public static Span at(int line, int column) {
        return new Span(line, column, line, column);
    }

    /** A piece of one line. */
    public static Span of(int line, int column, int length) {
        return new Span(line, column, line, column + length);
    }

    /** From the start of this to the end of {@code last}. */
    public Span to(Span last) {
        return new Span(line, column, last.endLine, last.endColumn);
    }

    // By hand, as those of the compiler are linked when first used: tens of milliseconds at a start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof Span other
                && line == other.line
                && column == other.column
                && endLine == other.endLine
                && endColumn == other.endColumn;
    }

    @Override
    public int hashCode() {
        return ((line * 31 + column) * 31 + endLine) * 31 + endColumn;
    }

    @Override
    public int compareTo(Span other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    /** Where it starts, as {@code line:column}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
