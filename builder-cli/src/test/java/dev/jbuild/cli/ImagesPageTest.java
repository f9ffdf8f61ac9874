package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs what docs/images.md shows, against a registry of its own. */
@Tag("root")
@Tag("peers")
class ImagesPageTest {
    private static final String DOCKERFILE = """
            FROM localhost:5000/base/busybox:1
            COPY hello.txt /
            CMD ["cat", "/hello.txt"]
            LABEL team=docs
            """;

    @Test
    void showsWhatHappens() throws IOException, InterruptedException {
        try (PackagedProgram program = PackagedProgram.here();
                DockerRegistry registry =
                        DockerRegistry.start(program.directory().resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            program.withBusybox();
            Path page = page();
            assertThat(Files.readString(page)).contains(DOCKERFILE);
            program.files("hello", "Dockerfile", here(DOCKERFILE, registry, program), "hello.txt", "hello, registry\n");
            Path adapted = program.directory().resolve("images.md");
            Files.writeString(adapted, here(Files.readString(page), registry, program));
            Transcript.of(adapted)
                    .check(
                            program.directory(),
                            Map.of(
                                    "PATH", program.program().getParent() + ":" + System.getenv("PATH"),
                                    "HOME", program.directory().toString(),
                                    "JBUILD_ROOT", program.store().toString()));
            assertThat(registry.requests())
                    .anyMatch(line ->
                            line.contains("/v2/team/hello/blobs/uploads/?mount=") && line.contains("HTTP/1.1\" 201"));
        }
    }

    /** The page with the registry and the home directory of this run. */
    private static String here(String text, DockerRegistry registry, PackagedProgram program) {
        return text.replace("localhost:5000", registry.name())
                .replace("/root/", program.directory() + "/")
                .replace("store                 /tmp/elsewhere                  --store", "…")
                .replace("mirrors               docker.io=" + registry.name() + "/base   JBUILD_MIRRORS", "…");
    }

    private static Path page() {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("docs/images.md"))) {
            top = top.getParent();
        }
        return top.resolve("docs/images.md");
    }
}
