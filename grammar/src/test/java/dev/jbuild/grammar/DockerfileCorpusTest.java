package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.syntax.SyntaxTreeJson;
import dev.jbuild.grammar.text.ProblemText;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import dev.jbuild.testdata.Corpus;
import dev.jbuild.testdata.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every directory of the corpora is a test. */
class DockerfileCorpusTest {

    @TestFactory
    Stream<DynamicTest> good() throws IOException {
        return Corpus.of("dockerfiles/ok").cases().stream()
                .map(directory ->
                        DynamicTest.dynamicTest(directory.getFileName().toString(), () -> {
                            SourceText source = read(directory);
                            Golden.check(directory.resolve("tree.json"), SyntaxTreeJson.of(SyntaxParser.parse(source)));
                            assertThat(DockerfileParser.parseStages(source).instructions())
                                    .isNotEmpty();
                        }));
    }

    @TestFactory
    Stream<DynamicTest> bad() throws IOException {
        return Corpus.of("dockerfiles/bad").cases().stream()
                .map(directory ->
                        DynamicTest.dynamicTest(directory.getFileName().toString(), () -> {
                            SyntaxException failure = catchThrowableOfType(
                                    SyntaxException.class, () -> DockerfileParser.parse(read(directory)));
                            assertThat(failure).as("the file is refused").isNotNull();
                            Golden.check(directory.resolve("error.txt"), ProblemText.of(failure));
                        }));
    }

    private static SourceText read(Path directory) throws IOException {
        return SourceText.decode("Dockerfile", Files.readAllBytes(directory.resolve("Dockerfile")));
    }
}
