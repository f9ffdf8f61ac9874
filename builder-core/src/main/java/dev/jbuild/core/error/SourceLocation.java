package dev.jbuild.core.error;

import java.util.List;

/**
 * Lines of a Dockerfile, with what stands around them.
 *
 * @param file as the user named it
 * @param line first line meant, from 1
 * @param endLine last line meant
 * @param excerptLine number of the first line of the excerpt
 * @param excerpt the lines meant and a few around them
 */
public record SourceLocation(String file, int line, int endLine, int excerptLine, List<String> excerpt) {
    private static final int AROUND = 2; // lines shown before and after

    public SourceLocation {
        excerpt = List.copyOf(excerpt);
    }

    /** The place in a whole text. */
    public static SourceLocation of(String file, List<String> lines, int line, int endLine) {
        int first = Math.max(1, line - AROUND);
        int last = Math.min(lines.size(), endLine + AROUND);
        return new SourceLocation(file, line, endLine, first, lines.subList(first - 1, Math.max(first - 1, last)));
    }
}
