package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged program starts from an archive of loaded classes, with any Java. */
class ClassArchiveTest {
    private static final String ARCHIVED = "source: shared objects file";
    private static final long GROWN_UP_MILLIS = 2_500; // a file that is younger than two seconds is read again
    private static final String RACES = "java.lang.invoke.LambdaForm$"; // for calls that only threads that meet make

    @Test
    @Tag("root")
    void aCachedBuildLoadsNothingThatIsNotArchived() throws IOException, InterruptedException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            program.files("context", "Dockerfile", """
                    FROM busybox
                    LABEL name="value"
                    ENV GREETING="Hello" LANGUAGE="en"
                    WORKDIR /srv
                    COPY names.txt ./
                    RUN sort names.txt > sorted.txt
                    USER nobody
                    EXPOSE 8080
                    CMD ["cat", "sorted.txt"]
                    """, "names.txt", "b\\na\\n");
            program.runs("-t", "test/cached", "context");
            Thread.sleep(GROWN_UP_MILLIS);
            program.runs("-t", "test/cached", "context");
            Path log = program.directory().resolve("classes");
            program.env("JBUILD_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
            program.runs("-t", "test/cached", "context");

            assertThat(program.err()).contains("(0 steps run, 4 cached)");
            List<String> loaded = Files.readAllLines(log);
            assertThat(loaded).hasSizeGreaterThan(1000);
            assertThat(loaded)
                    .as("loaded from elsewhere, or made at run time")
                    .filteredOn(line -> !line.contains(ARCHIVED) && !line.contains(RACES))
                    .isEmpty();
            assertThat(loaded)
                    .as("what links lambdas, what finds hashes, and streams")
                    .noneMatch(line -> line.contains("java.lang.invoke.InnerClassLambdaMetafactory ")
                            || line.contains("java.util.regex.Pattern$CharPredicate ")
                            || line.contains("java.util.stream.AbstractPipeline ")
                            || line.contains("sun.security.jca.Providers ")
                            || line.contains("picocli.CommandLine "));
        }
    }

    /** The Java of this test need not be the one that the program was packaged with. */
    @Test
    @Tag("smoke")
    void anotherJavaMakesAnArchiveOfItsOwnAndSaysNothing() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            Path moved = program.directory().resolve("moved");
            PackagedProgram.host(
                    "cp", "-a", program.program().getParent().getParent().toString(), moved.toString());
            program.env("JBUILD_JAVA_HOME", System.getProperty("java.home")).startedFrom(moved.resolve("bin/jbuild"));
            Path log = program.directory().resolve("classes");
            program.env("JBUILD_JAVA_OPTIONS", "-Xlog:class+load:file=" + log).runs("--version");

            assertThat(program.err()).isEmpty();
            try (Stream<String> lines = Files.lines(log)) {
                assertThat(lines.filter(line -> line.contains("dev.jbuild.")))
                        .isNotEmpty()
                        .allMatch(line -> line.contains(ARCHIVED));
            }
        }
    }
}
