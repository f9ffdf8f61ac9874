package dev.jbuild.core.frontend;

import dev.jbuild.grammar.text.Span;

/**
 * How many variables, labels and ports all stages of a file hold, those included that they inherit: each stage has them for itself, so that
 * ten thousand stages of ten thousand variables would take all memory. Used by one thread.
 */
final class StageBudget {

    private static final int MOST = 1_000_000;

    private int left = MOST;

    /** @throws InstructionException if there are too many; then these do not count */
    void take(int count, Span place) {
        if (count > left) {
            throw InstructionException.invalid(
                    "the stages hold too much: got more than %d variables, labels and ports in all".formatted(MOST),
                    place);
        }
        left -= count;
    }
}
