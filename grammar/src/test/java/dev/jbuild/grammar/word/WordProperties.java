package dev.jbuild.grammar.word;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.FragmentException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of words and substitutions. */
class WordProperties {

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "b", "ab", " ", "\t", "$", "{", "}", "\"", "'", "\\", "`", "/", "*", "?", "#", "%", ":",
                        "é", "😀", "\n")
                .list()
                .ofMaxSize(10)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings().withChars("abc ").ofMaxLength(8);
    }

    @Property
    void whatIsEscapedStandsForItself(@ForAll("texts") String text, @ForAll Escape escape) {
        String escaped = text.codePoints()
                .mapToObj(point -> escape.character() + Character.toString(point))
                .collect(Collectors.joining());
        assertThat(expand(escaped, escape, Lookup.NONE)).isEqualTo(text);
    }

    @Property
    void whatIsQuotedStandsForItself(@ForAll("texts") String text, @ForAll Escape escape) {
        String quoted = text.replace("'", "'" + escape.character() + "''");
        assertThat(expand("'" + quoted + "'", escape, Lookup.NONE)).isEqualTo(text);
    }

    @Property
    void aValueIsNeverReadAgain(@ForAll("texts") String value, @ForAll Escape escape) {
        Lookup lookup = name -> Optional.of(value);
        assertThat(expand("$x${x}\"$x\"${x:-y}", escape, lookup))
                .isEqualTo(value + value + value + (value.isEmpty() ? "y" : value));
    }

    @Property
    void bothEscapeCharactersMeanTheSame(@ForAll("texts") String source) {
        String swapped = EscapeSwap.apply(source, Escape.BACKTICK);
        assertThat(outcome(swapped, Escape.BACKTICK))
                .isEqualTo(EscapeSwap.apply(outcome(source, Escape.BACKSLASH), Escape.BACKTICK));
    }

    @Property
    void choicesDependOnTheVariableAlone(@ForAll("plain") String value, @ForAll("plain") String word) {
        Map<String, String> values = Map.of("x", value);
        assertThat(expand("${x:-" + word + "}", values)).isEqualTo(value.isEmpty() ? word : value);
        assertThat(expand("${x-" + word + "}", values)).isEqualTo(value);
        assertThat(expand("${y-" + word + "}", values)).isEqualTo(word);
        assertThat(expand("${x:+" + word + "}", values)).isEqualTo(value.isEmpty() ? "" : word);
        assertThat(expand("${x+" + word + "}", values)).isEqualTo(word);
        assertThat(expand("${y+" + word + "}", values)).isEmpty();
    }

    @Property
    void trimmingTakesOnlyWhatMatches(@ForAll("plain") String value, @ForAll("plain") String other) {
        Map<String, String> values = Map.of("x", value + other);
        String literal = "'" + other + "'";
        assertThat(expand("${x%" + literal + "}", values)).isEqualTo(value);
        assertThat(expand("${x#'" + value + "'}", values)).isEqualTo(other);
        assertThat(expand("${x%%*}", values)).isEmpty();
        assertThat(expand("${x#*}", values)).isEqualTo(value + other);
    }

    @Property
    void replacingIsThatOfStrings(
            @ForAll("plain") String value, @ForAll("plain") String from, @ForAll("plain") String to) {
        if (!from.isEmpty()) {
            Map<String, String> values = Map.of("x", value);
            assertThat(expand("${x//" + from + "/" + to + "}", values)).isEqualTo(value.replace(from, to));
        }
    }

    @Property
    void namesAreThoseThatAreAskedFor(@ForAll("texts") String source) {
        Set<String> asked = new HashSet<>();
        try {
            Word word = Word.parse(source, Escape.BACKSLASH);
            Expansion expansion = word.expand(name -> {
                asked.add(name);
                return name.length() % 2 == 0 ? Optional.of("v") : Optional.empty();
            });
            assertThat(asked).isEqualTo(word.names());
            assertThat(Collections.disjoint(expansion.used(), expansion.unset()))
                    .isTrue();
            assertThat(expansion.unset()).containsAll(expansion.missing());
            assertThat(word.isConstant()).isEqualTo(asked.isEmpty());
        } catch (FragmentException e) {
            assertThat(e.offset()).isBetween(0, source.length());
        }
    }

    @Property
    void wordsHoldAllButPlainBlanks(@ForAll("texts") String source) {
        try {
            Expansion expansion = Word.parse(source, Escape.BACKSLASH).expand(name -> Optional.of("v w"));
            assertThat(expansion.words()).doesNotContain("");
            assertThat(withoutBlanks(String.join("", expansion.words()))).isEqualTo(withoutBlanks(expansion.text()));
        } catch (FragmentException e) {
            assertThat(e.message()).isNotEmpty();
        }
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("[ \t\n]", "");
    }

    private static String expand(String source, Map<String, String> values) {
        return expand(source, Escape.BACKSLASH, Lookup.of(values));
    }

    private static String expand(String source, Escape escape, Lookup lookup) {
        return Word.parse(source, escape).expand(lookup).text();
    }

    private static String outcome(String source, Escape escape) {
        try {
            return expand(source, escape, Lookup.NONE);
        } catch (FragmentException e) {
            return e.code() + " at " + e.offset();
        }
    }
}
