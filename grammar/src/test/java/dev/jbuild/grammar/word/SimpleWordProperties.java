package dev.jbuild.grammar.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way to read a word and the generated parser agree wherever the short way answers. */
class SimpleWordProperties {

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "a",
                        "b_1",
                        "é",
                        "😀",
                        " ",
                        "\t",
                        "$",
                        "${",
                        "}",
                        "$x",
                        "${y}",
                        "${z:-",
                        ":",
                        "-",
                        "+",
                        "?",
                        "=",
                        "#",
                        "%",
                        "/",
                        "\"",
                        "'",
                        "\\",
                        "`",
                        "{",
                        "0",
                        "1",
                        ".",
                        "\n",
                        "${x:-d}",
                        "${x+}",
                        "${é}",
                        "${x%",
                        "${x##",
                        "\\\"",
                        "`$",
                        "'}'",
                        "\"}\"",
                        "${x:-${y}}",
                        "${x?\"",
                        "}\"")
                .list()
                .ofMaxSize(9)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 20_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void agreesWithTheParser(@ForAll("words") String source, @ForAll Escape escape, @ForAll Word.Quotes quotes) {
        Optional<List<Part>> simple = SimpleWord.read(source, escape, quotes);
        Statistics.label("simple")
                .collect(simple.isPresent())
                .coverage(c -> c.check(true).percentage(p -> p > 20));
        simple.ifPresent(parts -> assertThat(parts).isEqualTo(WordReader.read(source, escape, quotes)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a \\\" \\$ \\\\ \\n\"",
                "a\\ b",
                "a\\",
                "${a:-${b:-$c}}",
                "\"${a:+\"}\"}\"",
                "${a%.*}",
                "${a##*/}",
                "^a$",
                "${a:-'}'}"
            })
    void readsWhatFilesAreMadeOf(String source) {
        assertThat(SimpleWord.read(source, Escape.BACKSLASH, Word.Quotes.QUOTING))
                .contains(WordReader.read(source, Escape.BACKSLASH, Word.Quotes.QUOTING));
    }
}
