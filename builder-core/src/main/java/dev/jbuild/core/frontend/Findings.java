package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is wrong with one file, so that all of it is told at once. Used by one thread. */
final class Findings {

    private static final int MOST_ERRORS = 20; // more help nobody
    private static final int MOST_KEPT = 1_000; // the first in the file are among them, unless there are very many

    private final SourceText source;
    private final List<Finding> errors = new ArrayList<>();

    Findings(SourceText source) {
        this.source = source;
    }

    private record Finding(ErrorCode code, String message, Span span, String hint, List<String> details) {

        /** Whether it is the same as another, which may have been seen from the next word of its line. */
        boolean repeats(Finding other) {
            return code == other.code && message.equals(other.message) && span.line() == other.span.line();
        }
    }

    void add(InstructionException failure) {
        add(new Finding(failure.code(), failure.message(), failure.span(), failure.hint(), List.of()));
    }

    /** Adds a failure of something that the file names, with what the file makes of it. */
    void add(BuildException failure, String message, Span span) {
        add(new Finding(failure.code(), message, span, failure.hint(), failure.details()));
    }

    private void add(Finding finding) {
        if (errors.size() < MOST_KEPT && errors.stream().noneMatch(finding::repeats)) {
            errors.add(finding);
        }
    }

    /** What the supplier answers; {@code fallback} and a finding if it rejects its instruction. */
    <T> T attempt(Supplier<T> work, T fallback) {
        try {
            return work.get();
        } catch (InstructionException e) {
            add(e);
            return fallback;
        }
    }

    SourceLocation locate(Span span) {
        return SourceLocation.of(source, span);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** @throws BuildException the first finding in the order of the file; the others are its suppressed exceptions */
    void throwIfAny() {
        BuildException first = null;
        List<Finding> sorted = new ArrayList<>(errors);
        sorted.sort((a, b) -> a.span.compareTo(b.span));
        for (Finding finding : sorted.subList(0, Math.min(MOST_ERRORS, sorted.size()))) {
            BuildException failure = BuildException.of(finding.code, finding.message)
                    .withHint(finding.hint)
                    .withDetails(finding.details)
                    .at(locate(finding.span));
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
