package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the README shows, run as it stands there: the example that installs packages from a mirror, and what other programs make of it. */
@Tag("root")
@Tag("network")
@Tag("peers")
@Tag("slow")
class ReadmeTest {
    private static final int TRIES = 3; // a mirror may be away for a moment

    @Test
    void showsWhatHappens() throws IOException, InterruptedException {
        try (PackagedProgram program = PackagedProgram.here()) {
            program.withBusybox().withDebian();
            Path top = top();
            Files.createSymbolicLink(program.directory().resolve("testdata"), top.resolve("testdata"));
            build(program, "testdata/examples/cowsay");

            String path = program.program().getParent() + ":" + System.getenv("PATH");
            Transcript.of(top.resolve("README.md"))
                    .check(
                            program.directory(),
                            Map.of("PATH", path, "JBUILD_ROOT", program.store().toString()));
        }
    }

    /** The example of the README by somebody who is not root: packages are installed, with all their owners. */
    @Test
    @Tag("rootless")
    void showsTheSameToAnOrdinaryUser() throws IOException {
        try (PackagedProgram program = PackagedProgram.ofOrdinaryUser()) {
            program.withDebian();
            Path example = top().resolve("testdata/examples/cowsay");
            PackagedProgram.host(
                    "cp",
                    "-r",
                    example.toString(),
                    program.directory().resolve("cowsay").toString());
            build(program.own(), "cowsay");
            assertThat(program.err()).contains("0 steps run");
            program.runs("run", "test/cowsay", "Moo");
            assertThat(program.out()).contains("< Moo >").contains("(oo)");
            program.runs(
                    "run",
                    "--entrypoint",
                    "stat",
                    "test/cowsay",
                    "-c",
                    "%U",
                    "/usr/games/cowsay",
                    "/var/cache/apt/archives/partial");
            assertThat(program.out()).isEqualTo("root\n_apt\n");
        }
    }

    /** What the README's reader has done before: with quickstart the example was built once. */
    private static void build(PackagedProgram program, String context) {
        int exitCode = 1;
        for (int i = 0; i < TRIES && exitCode != 0; i++) {
            exitCode = program.run("-t", "test/cowsay", context);
        }
        program.runs("-t", "test/cowsay", context);
    }

    private static Path top() {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("README.md"))) {
            top = top.getParent();
        }
        return top;
    }
}
