package dev.jbuild.grammar.word;

import dev.jbuild.grammar.text.Blanks;
import java.util.ArrayList;
import java.util.List;

/** Collects pieces of text to words: a blank of a plain piece ends a word, one of a quoted piece does not. */
final class WordSplitter {

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    void add(String piece, Part.Quoting quoting) {
        if (quoting == Part.Quoting.QUOTED) {
            word.append(piece);
            return;
        }
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (Blanks.isSpace(c)) {
                endWord();
            } else {
                word.append(c);
            }
        }
    }

    List<String> words() {
        endWord();
        return words;
    }

    private void endWord() {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
