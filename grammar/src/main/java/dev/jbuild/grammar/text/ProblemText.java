package dev.jbuild.grammar.text;

import java.util.Locale;

/**
 * Problems as a person reads them: name and place, the lines with {@code >>>} in front of those that are meant, what is wrong, what to try.
 *
 * <pre>
 * Dockerfile:2:1
 *    1 |     FROM debian
 *    2 | &gt;&gt;&gt; COPY a
 *    3 |     CMD ["a"]
 * error[missing-argument]: COPY needs a source and a destination: got "a" alone
 * </pre>
 */
public final class ProblemText {

    private static final int LINES_BEFORE = 2;
    private static final int LINES_AFTER = 1;
    private static final int MAX_MARKED = 10;
    private static final int MAX_COLUMNS = 160;
    private static final char PICTURES = '\u2400';

    private ProblemText() {}

    /** All problems, an empty line between them. */
    public static String of(SyntaxException failure) {
        StringBuilder out = new StringBuilder();
        for (Problem problem : failure.problems()) {
            out.append(out.length() == 0 ? "" : "\n").append(of(failure.source(), problem));
        }
        if (failure.problems().size() >= Problems.MAX) {
            out.append("\nonly the first %d problems are shown\n".formatted(Problems.MAX));
        }
        return out.toString();
    }

    /** One problem; ends with a line end. */
    public static String of(SourceText source, Problem problem) {
        String hint = problem.hint().isEmpty() ? "" : "  try: " + problem.hint() + "\n";
        return source.name() + ":" + problem.span() + "\n"
                + excerpt(source, problem.span())
                + problem.severity().name().toLowerCase(Locale.ROOT)
                + "[" + problem.code() + "]: " + visible(problem.message()) + "\n"
                + visible(hint);
    }

    /** The lines of a place, marked, and some around; nothing if the text has no such lines. Long places and lines are cut. */
    public static String excerpt(SourceText source, Span span) {
        if (span.line() > source.lineCount()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        int last = Math.min(span.endLine(), source.lineCount());
        int end = Math.min(last + LINES_AFTER, source.lineCount());
        int width = String.valueOf(end).length();
        for (int line = Math.max(1, span.line() - LINES_BEFORE); line <= end; line++) {
            if (line == span.line() + MAX_MARKED && line < last) {
                out.append("  ").append(" ".repeat(width)).append(" | >>> …\n");
                line = last;
            }
            String mark = line >= span.line() && line <= last ? ">>> " : "    ";
            String number = String.valueOf(line);
            String shown = "  " + " ".repeat(width - number.length()) + number + " | " + mark
                    + cut(visible(source.line(line)));
            out.append(shown.stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static String cut(String line) {
        return line.length() <= MAX_COLUMNS ? line : line.substring(0, MAX_COLUMNS - 1) + "…";
    }

    /** With pictures in place of control characters, so that a file cannot speak to the terminal. */
    private static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\n' || !Character.isISOControl(c)) {
                out.append(c);
            } else {
                out.append(c < ' ' ? (char) (PICTURES + c) : '\uFFFD');
            }
        }
        return out.toString();
    }
}
