package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged program starts from an archive of loaded classes, with any Java. */
class ClassArchiveTest {
    private static final String ARCHIVED = "source: shared objects file";

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
