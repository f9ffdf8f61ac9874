package dev.jbuild.cli;

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
            build(program);

            String path = program.program().getParent() + ":" + System.getenv("PATH");
            Transcript.of(top.resolve("README.md"))
                    .check(
                            program.directory(),
                            Map.of("PATH", path, "JBUILD_ROOT", program.store().toString()));
        }
    }

    /** What the README's reader has done before: with quickstart the example was built once. */
    private static void build(PackagedProgram program) {
        int exitCode = 1;
        for (int i = 0; i < TRIES && exitCode != 0; i++) {
            exitCode = program.run("-t", "test/cowsay", "testdata/examples/cowsay");
        }
        program.runs("-t", "test/cowsay", "testdata/examples/cowsay");
    }

    private static Path top() {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("README.md"))) {
            top = top.getParent();
        }
        return top;
    }
}
