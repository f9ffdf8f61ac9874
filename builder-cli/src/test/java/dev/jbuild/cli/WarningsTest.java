package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is right and yet unwise in a Dockerfile is told by builds and by forecasts, whether or not it makes them fail. */
class WarningsTest {
    private static final String UNWISE = "from scratch\nLABEL a=b\nUSER 1\n";
    private static final String WARNING = "warning[ConsistentInstructionCasing]";

    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void makeContexts() throws IOException {
        Files.createDirectory(directory.resolve("unwise"));
        Files.writeString(directory.resolve("unwise/Dockerfile"), UNWISE);
        Files.createDirectory(directory.resolve("strict"));
        Files.writeString(directory.resolve("strict/Dockerfile"), "# check=error=true\n" + UNWISE);
        program = new Program(directory, directory.resolve("store"));
    }

    @Test
    void ofABuild() {
        assertThat(program.run("unwise")).isZero();
        assertThat(program.err()).containsOnlyOnce(WARNING);
        assertThat(program.run("strict")).isOne();
        assertThat(program.err()).containsOnlyOnce(WARNING).contains("fails its checks: ConsistentInstructionCasing");
    }

    @Test
    void ofAForecast() {
        assertThat(program.run("--dry-run", "unwise")).isZero();
        assertThat(program.err()).containsOnlyOnce(WARNING);
        assertThat(program.out()).doesNotContain("warning");
        assertThat(program.run("--dry-run", "strict")).isOne();
        assertThat(program.err()).containsOnlyOnce(WARNING).contains("fails its checks: ConsistentInstructionCasing");
        assertThat(program.out()).isEmpty();
    }

    @Test
    void andNoneWhereOneWantsToHearNothing() {
        assertThat(program.run("-q", "unwise")).isZero();
        assertThat(program.err()).isEmpty();
        assertThat(program.run("-q", "--dry-run", "unwise")).isZero();
        assertThat(program.err()).isEmpty();
        assertThat(program.run("-q", "strict")).isOne();
        assertThat(program.err()).doesNotContain(WARNING).contains("fails its checks: ConsistentInstructionCasing");
    }
}
