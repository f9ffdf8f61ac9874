package dev.jbuild.grammar.text;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one text. Used by one thread. */
public final class Problems {

    /** Nobody reads more; a file that is something else entirely would have one on each line. */
    public static final int MAX = 100;

    private final List<Problem> problems = new ArrayList<>();

    /** Ignored if there are {@link #MAX} already. */
    public void add(Problem problem) {
        if (problems.size() < MAX) {
            problems.add(problem);
        }
    }

    public void error(String code, String message, Span span) {
        add(Problem.error(code, message, span));
    }

    public void error(String code, String message, Span span, String hint) {
        add(Problem.error(code, message, span).withHint(hint));
    }

    public int size() {
        return problems.size();
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** True if there is no use in looking for more. */
    public boolean isFull() {
        return problems.size() >= MAX;
    }

    /** In order of place. */
    public List<Problem> sorted() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort((a, b) -> a.span().compareTo(b.span()));
        return List.copyOf(sorted);
    }

    /** @throws SyntaxException if there is any problem */
    public void throwIfAny(SourceText source) {
        if (!problems.isEmpty()) {
            throw new SyntaxException(source, sorted());
        }
    }
}
