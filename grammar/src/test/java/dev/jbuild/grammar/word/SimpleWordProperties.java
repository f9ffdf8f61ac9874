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

/** The short way to read a word and the generated parser agree wherever the short way answers. */
class SimpleWordProperties {

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "a", "b_1", "é", "😀", " ", "\t", "$", "${", "}", "$x", "${y}", "${z:-", ":", "-", "+", "?",
                        "=", "#", "%", "/", "\"", "'", "\\", "`", "{", "0", "1", ".", "\n", "${x:-d}", "${x+}", "${é}")
                .list()
                .ofMaxSize(8)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 20_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void agreesWithTheParser(@ForAll("words") String source, @ForAll Escape escape) {
        Optional<List<Part>> simple = SimpleWord.read(source, escape);
        Statistics.label("simple")
                .collect(simple.isPresent())
                .coverage(c -> c.check(true).percentage(p -> p > 10));
        simple.ifPresent(parts -> assertThat(parts).isEqualTo(WordReader.read(source, escape, Word.Quotes.QUOTING)));
    }
}
