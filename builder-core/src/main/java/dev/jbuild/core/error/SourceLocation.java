package dev.jbuild.core.error;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lines of a Dockerfile, with what stands around them.
 *
 * @param file as the user named it
 * @param line first line meant, from 1
 * @param column where in that line, from 1; 0 for the whole line
 * @param endLine last line meant
 * @param excerptLine number of the first line of the excerpt
 * @param excerpt the lines meant and a few around them
 */
public record SourceLocation(String file, int line, int column, int endLine, int excerptLine, List<String> excerpt) {
    private static final int AROUND = 2; // lines shown before and after

    public SourceLocation {
        excerpt = List.copyOf(excerpt);
    }

    /** Lines of a text. */
    public static SourceLocation of(String file, List<String> lines, int line, int endLine) {
        int first = Math.max(1, line - AROUND);
        int last = Math.min(lines.size(), endLine + AROUND);
        return new SourceLocation(file, line, 0, endLine, first, lines.subList(first - 1, Math.max(first - 1, last)));
    }

    /** A place in a file. */
    public static SourceLocation of(SourceText source, Span span) {
        return of(source, span.line(), span.column(), span.endLine());
    }

    /** Whole lines of a file. */
    public static SourceLocation of(SourceText source, int line, int endLine) {
        return of(source, line, 0, endLine);
    }

    private static SourceLocation of(SourceText source, int line, int column, int endLine) {
        int first = Math.max(1, line - AROUND);
        int last = Math.min(source.lineCount(), endLine + AROUND);
        List<String> excerpt =
                IntStream.rangeClosed(first, last).mapToObj(source::line).toList();
        return new SourceLocation(source.name(), line, column, endLine, first, excerpt);
    }
}
