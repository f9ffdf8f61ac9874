package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.files.Recipe;
import dev.jbuild.core.files.RecipeArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes on standard input, for an ordinary user: read once, and by the program inside only where a command is to be run. */
@Tag("rootless")
class StandardInputTest {
    private PackagedProgram program;

    @BeforeEach
    void start() throws IOException {
        program = PackagedProgram.ofOrdinaryUser();
    }

    @AfterEach
    void stop() {
        program.close();
    }

    private void archive(String dockerfile) throws IOException {
        Recipe.Line archive = Recipe.parse(List.of(
                        "archive context.tar.gz",
                        "  f Dockerfile = " + dockerfile.replace("%", "%25").replace("\n", "%0a"),
                        "  f a 640 5:6 @101 = of the archive"))
                .lines()
                .get(0);
        stdin(RecipeArchive.of(archive));
    }

    private void stdin(byte[] bytes) throws IOException {
        Path file = program.directory().resolve("input");
        Files.write(file, bytes);
        program.own().stdin(file);
    }

    @Test
    void needsNoNamespaceForFiles() throws IOException {
        program.env("JBUILD_ROOTLESS", "none");
        archive("FROM scratch\nCOPY a /\n");
        program.runs("-q", "-");
        stdin("FROM scratch\nCOPY <<a /\ntext\na\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        program.runs("-q", "-");
        archive("FROM scratch\nRUN true\n");
        assertThat(program.run("-q", "-")).isEqualTo(3);
        assertThat(program.err()).contains("JBUILD_ROOTLESS=none");
    }

    @Test
    void isReadAgainWhereACommandRuns() throws IOException {
        program.withBusybox();
        archive("FROM busybox\nCOPY a /\nRUN cat /a && stat -c %u:%g /a\n");
        program.runs("--progress=plain", "-t", "x", "-");
        assertThat(program.err()).contains("of the archive").contains("5:6");
        archive("FROM busybox\nCOPY a /\nRUN cat /a && stat -c %u:%g /a\n");
        program.env("JBUILD_ROOTLESS", "none").runs("--progress=plain", "-");
        assertThat(program.err()).contains("(0 steps run,");
        stdin("FROM busybox\nRUN echo from standard input\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        program.env("JBUILD_ROOTLESS", "").runs("--progress=plain", "-");
        assertThat(program.err()).contains("from standard input");
    }
}
