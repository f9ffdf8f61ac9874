package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A first build with RUN, and a first container, by the program as it is packaged. */
class PackagedProgramTest {
    private static final String DOCKERFILE = """
            FROM busybox
            RUN echo made by $(id -u) >/made
            COPY greeting /
            CMD ["cat", "/made", "/greeting"]
            """;

    @Test
    @Tag("root")
    void buildsAndRunsAsRoot() throws IOException {
        buildsAndRuns(PackagedProgram.here());
    }

    @Test
    @Tag("rootless")
    void buildsAndRunsAsAnOrdinaryUser() throws IOException {
        buildsAndRuns(PackagedProgram.ofOrdinaryUser());
    }

    private static void buildsAndRuns(PackagedProgram started) throws IOException {
        try (PackagedProgram program = started.withBusybox()) {
            program.files("context", "Dockerfile", DOCKERFILE, "greeting", "hello\n");

            program.runs("-t", "test/first", "context");
            assertThat(program.err()).contains("built test/first:latest").contains("2 steps run");
            program.runs("-t", "test/first", "context");
            assertThat(program.err()).contains("(0 steps run, 3 cached)");
            program.runs("run", "test/first");
            assertThat(program.out()).isEqualTo("made by 0\nhello\n");
        }
    }
}
