package dev.jbuild.grammar.word;

import java.util.List;
import java.util.Set;

/**
 * A word with values put in.
 *
 * @param text the word
 * @param words the word split again at blanks that neither quotes nor escapes protect, empty pieces left out
 * @param used names that were asked for and set, in order of first use
 * @param unset names that were asked for and not set, in order of first use
 * @param missing those of {@code unset} for which the word says nothing else: no default, alternative or message
 */
public record Expansion(String text, List<String> words, Set<String> used, Set<String> unset, Set<String> missing) {

    public Expansion {
        words = List.copyOf(words);
    }
}
