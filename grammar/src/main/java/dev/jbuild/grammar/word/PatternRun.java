package dev.jbuild.grammar.word;

import dev.jbuild.grammar.text.FragmentException;
import java.util.Arrays;

/**
 * Matches one pattern against one text. All ways to match are followed at once, one character after the other: for each place in the pattern
 * it keeps the earliest start of a match that has come so far [1]. A search takes at most (length of text) × (length of pattern) steps,
 * whatever they are. Used by one thread.
 *
 * <p>[1] Ken Thompson, Regular Expression Search Algorithm, 1968. With one kind of repetition, the run of any characters, the greediest match
 * is the longest and the laziest the shortest, so no order of preference has to be kept.
 */
final class PatternRun {

    /** The most steps of a search; far beyond any real pattern, and done within a second. */
    private static final long MAX_STEPS = 200_000_000;

    private static final int NONE = Integer.MAX_VALUE;

    private final int[] tokens;
    private final int[] text;
    private int[] starts;
    private int[] nextStarts;
    private long steps;
    private int start;
    private int end;

    PatternRun(int[] tokens, int[] text) {
        this.tokens = tokens;
        this.text = text;
        this.starts = new int[tokens.length + 1];
        this.nextStarts = new int[tokens.length + 1];
    }

    /** The length of the start of the text that matches; 0 if there is none. */
    int prefix(Pattern.Extent extent) {
        Arrays.fill(starts, NONE);
        enter(starts, 0, 0);
        int length = starts[tokens.length] == 0 ? 0 : -1;
        for (int i = 0; i < text.length && !(length >= 0 && extent == Pattern.Extent.SHORTEST); i++) {
            if (!advance(text[i])) {
                break;
            }
            if (starts[tokens.length] == 0) {
                length = i + 1;
            }
        }
        return Math.max(0, length);
    }

    /** Searches the leftmost longest match that begins at {@code from} or later; {@link #start()} and {@link #end()} say where it is. */
    boolean find(int from) {
        Arrays.fill(starts, NONE);
        start = NONE;
        for (int i = from; i <= text.length; i++) {
            if (start == NONE) {
                enter(starts, 0, i);
            }
            accept(i);
            if (i == text.length || (!advance(text[i]) && start != NONE)) {
                break;
            }
        }
        return start != NONE;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    private void accept(int position) {
        int candidate = starts[tokens.length];
        if (candidate <= start && candidate != NONE) {
            start = candidate;
            end = position;
        }
    }

    /** Reads one character; false if no match is under way any more. */
    private boolean advance(int point) {
        steps += tokens.length;
        if (steps > MAX_STEPS) {
            throw new FragmentException("pattern-too-costly", "the pattern takes too long to match", 0);
        }
        Arrays.fill(nextStarts, NONE);
        boolean alive = false;
        for (int i = 0; i < tokens.length; i++) {
            int token = tokens[i];
            if (starts[i] <= start && starts[i] != NONE && (token == point || (token < 0 && point != '\n'))) {
                enter(nextStarts, token == Pattern.RUN ? i : i + 1, starts[i]);
                alive = true;
            }
        }
        int[] spare = starts;
        starts = nextStarts;
        nextStarts = spare;
        return alive;
    }

    /** Notes that a match has come to a place of the pattern, and to those behind runs, which may be empty. */
    private void enter(int[] target, int place, int from) {
        int i = place;
        while (from < target[i]) {
            target[i] = from;
            if (i == tokens.length || tokens[i] != Pattern.RUN) {
                return;
            }
            i++;
        }
    }
}
