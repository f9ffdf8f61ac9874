package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cli.command.Options;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without picocli is read as picocli reads it. */
class PlainCommandLineTest {
    private static final CommandSpec ANY_ORDER = options()
            .parameter(0, "CONTEXT", "one")
            .parameters(1, "0..2", "MORE", "some")
            .spec();
    private static final CommandSpec OPTIONS_FIRST = options()
            .parameter(0, "IMAGE", "one")
            .parameters(1, "0..*", "ARG", "some")
            .stopAtFirstParameter()
            .spec();

    private static Options options() {
        return Options.of("a command")
                .values("REFERENCE", "texts", "-t", "--tag")
                .value("FILE", "text", "-f", "--file")
                .number("N", "number", "--number")
                .flag("flag", "-q", "--quiet")
                .flag("another flag", "--rm")
                .optional("WHAT", "a value or none", "--sbom");
    }

    @Property(tries = 5000)
    void agreesWithPicocliInAnyOrder(@ForAll("commandLines") List<String> args) {
        agrees(ANY_ORDER, args);
    }

    @Property(tries = 5000)
    void agreesWithPicocliWhereOptionsComeFirst(@ForAll("commandLines") List<String> args) {
        agrees(OPTIONS_FIRST, args);
    }

    private static void agrees(CommandSpec spec, List<String> args) {
        Optional<ParseResult> plain = PlainCommandLine.parse(spec, args);
        if (plain.isPresent()) {
            Optional<ParseResult> full = new FullCommandLine(spec, "x").parse(args, console());
            assertThat(full).as("picocli accepts %s", args).isPresent();
            assertThat(said(plain.get())).isEqualTo(said(full.get()));
        }
    }

    private static List<Object> said(ParseResult result) {
        return List.of(
                result.texts("--tag"),
                result.text("-f"),
                result.number("--number"),
                result.isSet("--quiet"),
                result.isSet("--rm"),
                result.text("--sbom"),
                result.parameter(0),
                result.parameters(1));
    }

    @Provide
    Arbitrary<List<String>> commandLines() {
        return Arbitraries.of(
                        "-t",
                        "--tag",
                        "--tag=a",
                        "--tag=",
                        "-ta",
                        "-t=a",
                        "-f",
                        "--file",
                        "--file=b=c",
                        "--number",
                        "7",
                        "007",
                        "--number=12",
                        "--number=x",
                        "1234567890123",
                        "-q",
                        "--quiet",
                        "--quiet=true",
                        "-qt",
                        "--rm",
                        "--rm=false",
                        "--rm=1",
                        "-q=f",
                        "--rm=maybe",
                        "--rm=",
                        "--sbom",
                        "--sbom=false",
                        "--sbom=a=b",
                        "--sbom=",
                        "true",
                        "FALSE",
                        "word",
                        ".",
                        "-",
                        "--",
                        "---",
                        "",
                        " ",
                        "a b",
                        "\"quoted\"",
                        "${HOME}",
                        "$x",
                        "a=b",
                        "@file",
                        "-h",
                        "--help",
                        "--unknown",
                        "-1",
                        "ünï")
                .list()
                .ofMaxSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t test/cowsay .",
                "--tag=a --tag b -f - context",
                "-q --number 3 . more words",
                "--rm image",
                "context --quiet"
            })
    void readsWhatPeopleWrite(String line) {
        assertThat(PlainCommandLine.parse(ANY_ORDER, List.of(line.split(" ")))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "--quiet=true,              true,  false, ",
        "--quiet=1 --rm=F,          true,  false, ",
        "-q --rm true,              true,  true,  ", // a word behind a flag is no value of it
        "-q=false --rm=TRUE,        false, true,  ",
        "--sbom,                    false, false, true",
        "--sbom false,              false, false, false",
        "--sbom word,               false, false, true",
        "--sbom=x=y,                false, false, x=y"
    })
    void readsOptionsThatMayHaveAValue(String line, boolean quiet, boolean rm, String sbom) {
        ParseResult result = new FullCommandLine(ANY_ORDER, "x")
                .parse(List.of(("context " + line).split(" ")), console())
                .orElseThrow();

        assertThat(result.isSet("--quiet")).isEqualTo(quiet);
        assertThat(result.isSet("--rm")).isEqualTo(rm);
        assertThat(result.text("--sbom")).isEqualTo(Optional.ofNullable(sbom));
    }

    @Test
    void helpShowsFlagsWithoutTheValueThatTheyMayHave() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new FullCommandLine(ANY_ORDER, "x").parse(List.of("--help"), console(new PrintStream(out))))
                .isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
                .contains(" -q, --quiet flag", " --rm another flag", " --sbom[=WHAT] a value or none");
    }

    @Test
    void takesNoOptionBehindTheFirstParameterForItsOwn() {
        ParseResult result = PlainCommandLine.parse(OPTIONS_FIRST, List.of("-t", "a", "image", "-q", "--help", "--"))
                .orElseThrow();

        assertThat(result.isSet("-q")).isFalse();
        assertThat(result.parameters(1)).containsExactly("-q", "--help", "--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help .",
                "--unknown .",
                ". a b c",
                "-f a -f b .",
                "--number x .",
                ". --tag",
                ". --tag -q",
                "-qt a .",
                "@file"
            })
    void leavesTheRestToPicocli(String line) {
        assertThat(PlainCommandLine.parse(ANY_ORDER, line.isEmpty() ? List.of() : List.of(line.split(" "))))
                .isEmpty();
    }

    private static Console console() {
        return console(new PrintStream(new ByteArrayOutputStream()));
    }

    private static Console console(PrintStream out) {
        return new Console(
                new ByteArrayInputStream(new byte[0]),
                out,
                out,
                Map.of(),
                Path.of("/"),
                Clock.systemUTC(),
                Console.Terminal.PLAIN,
                Console.Terminal.PLAIN);
    }
}
