package dev.jbuild.grammar.text;

import java.util.List;

/** A text that is not what it should be: all that is wrong with it, in order of place. */
public final class SyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SourceText source;
    private final transient List<Problem> problems;

    /** At least one problem is needed. */
    public SyntaxException(SourceText source, List<Problem> problems) {
        super(summary(source, problems), null, false, true);
        this.source = source;
        this.problems = List.copyOf(problems);
    }

    /** One problem. */
    public static SyntaxException of(SourceText source, Problem problem) {
        return new SyntaxException(source, List.of(problem));
    }

    public SourceText source() {
        return source;
    }

    /** Never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String summary(SourceText source, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an error needs a problem");
        }
        Problem first = problems.get(0);
        String more = problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1);
        return source.name() + ":" + first.span() + ": " + first.message() + more;
    }
}
