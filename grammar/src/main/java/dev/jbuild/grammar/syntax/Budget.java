package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;

/** Bounds the memory that a syntax tree takes: what it has of words, flags and instructions. Used by one thread. */
final class Budget {

    /** The most words, flags and instructions of a file; real files have some hundreds. */
    static final int MAX_WORDS = 200_000;

    private final Problems problems;
    private int left = MAX_WORDS;

    Budget(Problems problems) {
        this.problems = problems;
    }

    /** How many words and pieces of words the arguments of an instruction have, or a little more. */
    static int cost(String keyword, Slice arguments) {
        String text = arguments.text();
        boolean isExec = text.startsWith("[");
        boolean isWords = Keywords.TAKEN_APART.contains(keyword) || text.startsWith("--") || text.contains("<<");
        int cost = 0;
        for (int i = 0; (isExec || isWords) && i < text.length(); i++) {
            char c = text.charAt(i);
            cost += (isExec && isPartOfJson(c)) || (isWords && isPartOfWords(c)) ? 1 : 0;
        }
        return cost;
    }

    private static boolean isPartOfWords(char c) {
        return c <= '`' && (c == ' ' || c == '\t' || c == '$' || c == '"' || c == '\'' || c == '\\' || c == '`');
    }

    private static boolean isPartOfJson(char c) {
        return c == ',' || c == ':' || c == '[' || c == '{';
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
