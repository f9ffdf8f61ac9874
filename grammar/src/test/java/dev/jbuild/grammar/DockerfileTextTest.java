package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DockerfileTextTest {

    @TestFactory
    Stream<DynamicTest> readsBackWhatItWrites() throws IOException {
        return Corpus.of("dockerfiles/ok").cases().stream()
                .map(directory -> DynamicTest.dynamicTest(
                        directory.getFileName().toString(),
                        () -> readsBack(
                                SourceText.decode("Dockerfile", Files.readAllBytes(directory.resolve("Dockerfile"))))));
    }

    /** Of an instruction that only a stage that is not built may have, no more is known than that it is wrong: there is nothing to write. */
    private static void readsBack(SourceText source) {
        Dockerfile dockerfile = DockerfileParser.parseStages(source);
        if (dockerfile.latent().isEmpty()) {
            DockerfileProperties.assertRoundTrip(dockerfile);
        } else {
            assertThatThrownBy(() -> DockerfileParser.parse(source)).isInstanceOf(SyntaxException.class);
        }
    }

    @Test
    void writesOneForm() {
        String text = """
                # escape=`
                # base
                from --platform="$P" debian As Base
                copy --chown=a`
                :b   x   /y
                healthcheck --interval=90s cmd x
                """;
        assertThat(DockerfileText.of(DockerfileParser.parse(SourceText.of("Dockerfile", text))))
                .isEqualTo("""
                        # escape=`

                        # base
                        FROM --platform=$P debian As Base
                        COPY --chown=a:b x /y
                        HEALTHCHECK --interval=90s CMD x
                        """);
    }

    @Test
    void breaksLongLines() {
        String text = "FROM scratch\nRUN " + ("a".repeat(50_000) + " \\\n").repeat(3) + "b\n";
        Dockerfile dockerfile = DockerfileParser.parse(SourceText.of("Dockerfile", text));
        assertThat(DockerfileText.of(dockerfile).lines()).allMatch(line -> line.length() < 65_535);
        DockerfileProperties.assertRoundTrip(dockerfile);
    }
}
