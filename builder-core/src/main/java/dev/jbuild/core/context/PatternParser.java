package dev.jbuild.core.context;

import dev.jbuild.core.context.PatternToken.Literal;
import dev.jbuild.core.context.PatternToken.OneOf;
import dev.jbuild.core.context.PatternToken.Range;
import dev.jbuild.core.context.PatternToken.Wild;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a {@link PathPattern}. Refuses exactly what Go's {@code filepath.Match} refuses. Used by one thread. */
final class PatternParser {
    private final int[] points;
    private final List<PatternToken> tokens = new ArrayList<>();
    private int at;

    private PatternParser(String text) {
        points = text.codePoints().toArray();
    }

    static List<PatternToken> parse(String text) {
        PatternParser parser = new PatternParser(text);
        while (parser.at < parser.points.length) {
            parser.token();
        }
        return List.copyOf(parser.tokens);
    }

    private void token() {
        int point = points[at++];
        switch (point) {
            case '*' -> stars();
            case '?' -> tokens.add(Wild.CHARACTER);
            case '[' -> characterClass();
            case '\\' -> tokens.add(new Literal(escaped("a \"\\\" at the end escapes nothing")));
            default -> tokens.add(new Literal(point));
        }
    }

    private void stars() {
        boolean leading = at == 1;
        if (at == points.length || points[at] != '*') {
            tokens.add(Wild.NAME_PART);
            return;
        }
        at++;
        boolean slash = at < points.length && points[at] == '/';
        if (slash) {
            at++;
        }
        if (at == points.length || leading && !slash && restIsLiteral()) {
            tokens.add(Wild.REST); // "**foo" is any path that ends in foo
        } else {
            tokens.add(Wild.DIRECTORIES);
            tokens.add(Wild.DIRECTORIES_LOOP);
        }
    }

    private boolean restIsLiteral() {
        for (int i = at; i < points.length; i++) {
            if ("*?[]\\".indexOf(points[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void characterClass() {
        boolean negated = at < points.length && points[at] == '^';
        if (negated) {
            at++;
        }
        List<Range> ranges = new ArrayList<>();
        while (ranges.isEmpty() || at >= points.length || points[at] != ']') {
            int low = classMember();
            int high = low;
            if (points[at] == '-') {
                at++;
                high = classMember();
            }
            ranges.add(new Range(low, high));
        }
        at++;
        tokens.add(new OneOf(List.copyOf(ranges), negated));
    }

    /** One character of a class, with something after it. */
    private int classMember() {
        if (at < points.length && (points[at] == '-' || points[at] == ']')) {
            throw new IllegalArgumentException(
                    "got \"%c\" where a class wants a character; write \"\\%c\"".formatted(points[at], points[at]));
        }
        String unclosed = "a \"[\" without \"]\"";
        if (at >= points.length) {
            throw new IllegalArgumentException(unclosed);
        }
        int point = points[at++];
        int member = point == '\\' ? escaped(unclosed) : point;
        if (at >= points.length) {
            throw new IllegalArgumentException(unclosed);
        }
        if (ByteText.forClass(member) != member) {
            throw new IllegalArgumentException("a byte in a class that is no UTF-8");
        }
        return member;
    }

    private int escaped(String problem) {
        if (at >= points.length) {
            throw new IllegalArgumentException(problem);
        }
        return points[at++];
    }
}
