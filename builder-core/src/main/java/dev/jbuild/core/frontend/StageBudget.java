package dev.jbuild.core.frontend;

import dev.jbuild.grammar.text.Span;

/**
 * How much all stages of a file hold: each has variables for itself, those that it inherits included, unless it is the only one upon its base,
 * and each value and row of history is text of its own. So ten thousand stages of ten thousand variables, or a variable that is put into
 * itself again and again, would take all memory. Used by one thread.
 */
final class StageBudget {

    private static final int MOST = 1_000_000;
    private static final int MOST_TEXT = 16 * 1024 * 1024; // characters, as many as a file has at most

    private int left = MOST;
    private long textLeft = MOST_TEXT;
    private boolean spent;

    /** Whether something was refused, so that going on would only take more time. */
    boolean isSpent() {
        return spent;
    }

    /** @throws InstructionException if there are too many variables, labels and ports */
    void take(int count, Span place) {
        if (count > left) {
            spent = true;
            throw InstructionException.invalid(
                    "the stages hold too much: got more than %d variables, labels and ports in all".formatted(MOST),
                    place);
        }
        left -= count;
    }

    /** @throws InstructionException if there is too much text */
    void takeText(long characters, Span place) {
        if (characters > textLeft) {
            spent = true;
            throw InstructionException.invalid(
                    "the stages hold too much: got more than %d characters of values and history in all"
                            .formatted(MOST_TEXT),
                    place);
        }
        textLeft -= characters;
    }
}
