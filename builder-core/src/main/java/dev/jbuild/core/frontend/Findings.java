package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what is wrong with one file, so that all of it is told at once. Used by one thread. */
final class Findings {

    private static final int MOST_ERRORS = 20; // more help nobody

    private final SourceText source;
    private final Set<Finding> errors = new LinkedHashSet<>();

    Findings(SourceText source) {
        this.source = source;
    }

    private record Finding(ErrorCode code, String message, Span span, String hint) {}

    void add(InstructionException failure) {
        errors.add(new Finding(failure.code(), failure.message(), failure.span(), failure.hint()));
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
        for (Finding finding : errors.stream()
                .sorted((a, b) -> a.span.compareTo(b.span))
                .limit(MOST_ERRORS)
                .toList()) {
            BuildException failure = BuildException.of(finding.code, finding.message)
                    .withHint(finding.hint)
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
