package dev.jbuild.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Expansion;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.util.Map;

/** Any text is a word that has one value, or is refused at a character that it has; a value with quotes around is itself. */
public final class WordFuzz {
    private static final Map<String, String> VALUES =
            Map.of("a", "abcabc", "b", "", "c", "x y  z", "d", "/usr/*/\\?", "e", "$a${a}'\"");

    private WordFuzz() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        for (Escape escape : Escape.values()) {
            try {
                Word word = Word.parse(text, escape);
                DockerfileFuzz.require(word.source().equals(text), "a word keeps what is written");
                Expansion expansion = word.expand(Lookup.of(VALUES));
                DockerfileFuzz.require(word.expand(Lookup.of(VALUES)).equals(expansion), "a word has one value");
                DockerfileFuzz.require(word.names().containsAll(expansion.missing()), "what is missing is named");
                String value = expansion.text();
                if (value.indexOf('\'') < 0) {
                    String again = Word.parse("'" + value + "'", escape)
                            .expand(Lookup.NONE)
                            .text();
                    DockerfileFuzz.require(again.equals(value), "single quotes protect all");
                }
            } catch (FragmentException e) {
                DockerfileFuzz.require(e.offset() >= 0 && e.offset() <= text.length(), "a problem is within the text");
            }
        }
        try {
            Word.parseHeredoc(text).expand(Lookup.of(VALUES));
        } catch (FragmentException e) {
            DockerfileFuzz.require(e.offset() <= text.length(), "a problem is within the text");
        }
    }
}
