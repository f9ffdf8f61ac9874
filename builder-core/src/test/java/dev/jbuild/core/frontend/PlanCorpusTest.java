package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.Corpus;
import dev.jbuild.testdata.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every directory of the corpora is a test: its plan, its warnings, or the whole message that says why there is no plan. Only cases named
 * {@code plan-…} must have a plan: others are there for their form, and may name what does not exist.
 */
class PlanCorpusTest {

    @TestFactory
    Stream<DynamicTest> good() throws IOException {
        return Corpus.of("dockerfiles/ok").cases().stream()
                .map(directory -> DynamicTest.dynamicTest(name(directory), () -> {
                    PlanCase plan = PlanCase.of(directory);
                    String text = plan.text();
                    if (name(directory).startsWith("plan-")) {
                        assertThat(text).as("it is planned").startsWith("#0 ");
                    }
                    Golden.check(directory.resolve("plan.txt"), text);
                    checkWarnings(directory.resolve("warnings.txt"), plan.warningText());
                }));
    }

    @TestFactory
    Stream<DynamicTest> bad() throws IOException {
        return Corpus.of("dockerfiles/unplannable").cases().stream()
                .map(directory -> DynamicTest.dynamicTest(name(directory), () -> {
                    String text = PlanCase.of(directory).text();
                    assertThat(text).as("it is refused").contains("error[");
                    Golden.check(directory.resolve("error.txt"), text);
                }));
    }

    private static void checkWarnings(Path file, String warnings) throws IOException {
        if (!warnings.isEmpty() || Files.exists(file)) {
            Golden.check(file, warnings);
        }
    }

    private static String name(Path directory) {
        return String.valueOf(directory.getFileName());
    }
}
