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
        return pieces("a", "b=", "😀", " ", "\t", "\u00a0", "\"", "'", "--", "$", "`", "\\", "\\ ", "<<");
    }

    @Provide
    Arbitrary<String> marked() {
        return pieces(
                "a", "<<", "<<", "<", "-", " ", "  ", "1", "EOF", "é", "😀", "\f", "\"", "'", "\"b\"", "\\", "\\\"");
    }

    @Provide
    Arbitrary<String> arrays() {
        return pieces(
                        "[",
                        "]",
                        "\"a\"",
                        "\"",
                        ",",
                        ", ",
                        " ",
                        "\t",
                        "b",
                        "\\",
                        "\"é😀\"",
                        "1",
                        "\"]",
                        "[\"",
                        "\"\\n\\\"\"",
                        "\"\\u0041\"",
                        "\"\\ud83d\\uDE00\"",
                        "\"\\u00\"",
                        "\"\\u０041\"",
                        "-f",
                        "-1",
                        "true",
                        "{}")
                .map(text -> "[" + text + "]");
    }

    @Provide
    Arbitrary<String> flags() {
        return pieces(
                "--a",
                "--",
                "=",
                "b",
                " ",
                "\t",
                "-",
                "--c=d",
                "e f",
                "😀",
                "\"",
                "'",
                "\\",
                "\\ ",
                "--g=\"h \\\" i\"");
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces).list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Property(tries = 10_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void wordsAgree(@ForAll("quoted") String text, @ForAll Escape escape) {
        Slice slice = slice(text);
        collected(SimpleArguments.words(slice, escape))
                .ifPresent(words -> assertThat(texts(words)).isEqualTo(texts(ArgumentReader.words(slice, escape))));
    }

    @Property(tries = 10_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void marksAgree(@ForAll("marked") String text) {
        Slice slice = slice(text);
        collected(SimpleArguments.marks(slice))
                .ifPresent(marks -> assertThat(marks).isEqualTo(ArgumentReader.marks(slice)));
    }

    @Property(tries = 20_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void arraysAgree(@ForAll("arrays") String text) {
        Slice slice = slice(text);
        SimpleArray array = new SimpleArray(slice);
        SimpleArray.Answer answer = array.read();
        Statistics.label("array")
                .collect(answer)
                .coverage(c -> c.check(SimpleArray.Answer.STRINGS).percentage(p -> p > 1));
        if (answer == SimpleArray.Answer.STRINGS) {
            assertThat(ExecFormReader.read(slice)).contains(new ExecForm(array.strings(), List.of()));
        } else if (answer == SimpleArray.Answer.NO_JSON) {
            assertThat(ExecFormReader.read(slice)).isEmpty();
        }
    }

    @Property(tries = 10_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void flagsAgree(@ForAll("flags") String text) {
        Slice slice = slice(text);
        assertThat(Arguments.flags(slice)).isEqualTo(ArgumentReader.flags(slice));
    }

    /** Nearly all texts are read without the parser, or nothing is compared. */
    private static <T> Optional<T> collected(Optional<T> simple) {
        Statistics.label("simple")
                .collect(simple.isPresent())
                .coverage(c -> c.check(true).percentage(p -> p > 50));
        return simple;
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
