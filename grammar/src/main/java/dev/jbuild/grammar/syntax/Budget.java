package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;

/** Bounds the memory that a syntax tree takes: what it has of words, flags and instructions. Used by one thread. */
final class Budget {

    /** The most words, flags and instructions of a file; real files have some hundreds. */
    static final int MAX_WORDS = 200_000;

    private static final String PARTS_OF_WORDS = " \t$\"'\\`";
    private static final String PARTS_OF_JSON = ",:[{";

    private final Problems problems;
    private int left = MAX_WORDS;

    Budget(Problems problems) {
        this.problems = problems;
    }

    /** How many words and pieces of words the arguments of an instruction have, or a little more. */
    static int cost(String keyword, Slice arguments) {
        boolean isExec = !arguments.isEmpty() && arguments.charAt(0) == '[';
        boolean isText = !Keywords.TAKEN_APART.contains(keyword)
                && !arguments.text().startsWith("--")
                && !arguments.text().contains("<<");
        int cost = 0;
        for (int i = 0; i < arguments.length(); i++) {
            char c = arguments.charAt(i);
            cost += (isExec && PARTS_OF_JSON.indexOf(c) >= 0) || (!isText && PARTS_OF_WORDS.indexOf(c) >= 0) ? 1 : 0;
        }
        return cost;
    }

    boolean isSpent() {
        return left < 0;
    }

    /** Takes an instruction with so many words; false, and an error, if there is no room for it; then nothing more may be taken. */
    boolean take(int words, Span span) {
        left -= words + 1;
        if (left < 0) {
            problems.error(
                    "too-many-words",
                    "the file has more than %d words".formatted(MAX_WORDS),
                    span,
                    "put long lists into a file of the build context");
        }
        return left >= 0;
    }
}
