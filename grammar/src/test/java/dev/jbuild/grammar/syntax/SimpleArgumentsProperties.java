package dev.jbuild.grammar.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.word.Escape;
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

/** The short way to read arguments and the generated parser agree. */
class SimpleArgumentsProperties {

    @Provide
    Arbitrary<String> quoted() {
        return pieces("a", "b=", "😀", " ", "\t", "\u00a0", "\"", "'", "--", "$", "`", "<<");
    }

    @Provide
    Arbitrary<String> marked() {
        return pieces("a", "<<", "<<", "<", "-", " ", "  ", "1", "EOF", "é", "😀", "\f", "\"", "'", "\"b\"");
    }

    @Provide
    Arbitrary<String> arrays() {
        return pieces("[", "]", "\"a\"", "\"", ",", ", ", " ", "\t", "b", "\\", "\"é😀\"", "1", "\"]", "[\"")
                .map(text -> "[" + text + "]");
    }

    @Provide
    Arbitrary<String> flags() {
        return pieces("--a", "--", "=", "b", " ", "\t", "-", "--c=d", "e f", "😀");
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces).list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Property(tries = 10_000)
    void wordsAgree(@ForAll("quoted") String text) {
        Slice slice = slice(text);
        assertThat(texts(SimpleArguments.words(slice))).isEqualTo(texts(ArgumentReader.words(slice, Escape.BACKSLASH)));
    }

    @Property(tries = 10_000)
    void marksAgree(@ForAll("marked") String text) {
        Slice slice = slice(text);
        assertThat(SimpleArguments.marks(slice)).isEqualTo(ArgumentReader.marks(slice));
    }

    @Property(tries = 10_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void arraysAgree(@ForAll("arrays") String text) {
        Slice slice = slice(text);
        Optional<List<Token>> simple = SimpleArguments.strings(slice);
        Statistics.label("simple")
                .collect(simple.isPresent())
                .coverage(c -> c.check(true).percentage(p -> p > 1));
        simple.ifPresent(strings -> assertThat(ExecFormReader.read(slice)).contains(new ExecForm(strings, List.of())));
    }

    @Property(tries = 10_000)
    void flagsAgree(@ForAll("flags") String text) {
        Slice slice = slice(text);
        assertThat(Arguments.flags(slice)).isEqualTo(ArgumentReader.flags(slice));
    }

    private static List<String> texts(List<Slice> slices) {
        return slices.stream().map(Slice::text).toList();
    }

    private static Slice slice(String text) {
        LogicalLine.Builder builder = new LogicalLine.Builder(SourceText.of("line", text + "\n"));
        builder.add(1, 1, 0, text.length());
        return builder.build(1, 0, text.length()).trimmed();
    }
}
