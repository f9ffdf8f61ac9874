package dev.jbuild.grammar.word;

import dev.jbuild.grammar.text.FragmentException;
import java.util.Arrays;

/**
 * A pattern of a substitution: {@code *} is any run of characters, {@code ?} any one, a backslash takes the meaning of these and of itself;
 * neither matches a line feed.
 */
final class Pattern {

    static final int ANY = -1;
    static final int RUN = -2;

    private final int[] tokens;

    private Pattern(int[] tokens) {
        this.tokens = tokens;
    }

    /** @throws FragmentException if a backslash stands before another character than {@code * ? \ } / } */
    static Pattern parse(String text) {
        int[] points = text.codePoints().toArray();
        int[] tokens = new int[points.length];
        int count = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == '*') {
                tokens[count++] = RUN;
            } else if (point == '?') {
                tokens[count++] = ANY;
            } else if (point == '\\') {
                i++;
                tokens[count++] = i < points.length ? escaped(text, points[i]) : endsEscaped(text);
            } else {
                tokens[count++] = point;
            }
        }
        return new Pattern(Arrays.copyOf(tokens, count));
    }

    private static int escaped(String text, int point) {
        if (point == '*' || point == '?' || point == '\\' || point == '}' || point == '/') {
            return point;
        }
        throw new FragmentException(
                "bad-pattern",
                "invalid pattern \"%s\": \"\\%s\" is no escape, want \\* \\? \\\\ \\/ or \\}"
                        .formatted(text, Character.toString(point)),
                0);
    }

    private static int endsEscaped(String text) {
        throw new FragmentException(
                "bad-pattern", "invalid pattern \"%s\": it ends with a backslash".formatted(text), 0);
    }

    /** The text without its shortest, or its longest, start that matches; the text itself if none does. */
    String trimPrefix(String text, Extent extent) {
        int[] points = text.codePoints().toArray();
        int length = new PatternRun(tokens, points).prefix(extent);
        return new String(points, length, points.length - length);
    }

    /** The text without its shortest, or its longest, end that matches; the text itself if none does. */
    String trimSuffix(String text, Extent extent) {
        int[] points = text.codePoints().toArray();
        int length = new PatternRun(reversed(tokens), reversed(points)).prefix(extent);
        return new String(points, 0, points.length - length);
    }

    /** The text with the leftmost longest match replaced by {@code replacement}, which stands for itself. */
    String replaceFirst(String text, String replacement) {
        int[] points = text.codePoints().toArray();
        PatternRun run = new PatternRun(tokens, points);
        if (!run.find(0)) {
            return text;
        }
        return new String(points, 0, run.start())
                + replacement
                + new String(points, run.end(), points.length - run.end());
    }

    /**
     * The text with all longest matches from left to right replaced; an empty match right behind another match does not count.
     *
     * @throws FragmentException if the result has more than {@value Expander#MAX_CHARACTERS} characters
     */
    String replaceAll(String text, String replacement) {
        int[] points = text.codePoints().toArray();
        PatternRun run = new PatternRun(tokens, points);
        Template template = Template.parse(replacement);
        StringBuilder result = new StringBuilder();
        int done = 0;
        int from = 0;
        while (from <= points.length && run.find(from)) {
            Expander.append(result, new String(points, done, run.start() - done));
            if (run.end() > done || run.start() == 0) {
                Expander.append(result, template.fill(new String(points, run.start(), run.end() - run.start())));
            }
            done = run.end();
            from = Math.max(from + 1, run.end());
        }
        Expander.append(result, new String(points, done, points.length - done));
        return result.toString();
    }

    private static int[] reversed(int[] numbers) {
        int[] result = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            result[numbers.length - 1 - i] = numbers[i];
        }
        return result;
    }

    /** Which of the matches at one place is meant. */
    enum Extent {
        SHORTEST,
        LONGEST
    }
}
