package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are named as outputs. */
class OutputTargetTest {
    @TempDir
    Path dir;

    @Test
    void nothingIsThereBeforeItIsWhole() throws IOException {
        Path file = dir.resolve("out");
        try (OutputTarget.Opened opened = new OutputTarget.ToFile(file).open()) {
            opened.stream().write("given up".getBytes(StandardCharsets.UTF_8));
            assertThat(file).doesNotExist();
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
        write(file);
        assertThat(file).hasContent("whole");
    }

    @Test
    void aLinkLeadsToTheFileThatIsReplaced() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("whole");
    }

    /** Who says /dev/null as root must still have one afterwards. */
    @Test
    void whatIsNoFileStaysWhatItIs() throws Exception {
        Path pipe = dir.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        write(pipe);
        assertThat(read.join()).isEqualTo("whole");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    private static void write(Path to) throws IOException {
        try (OutputTarget.Opened opened = new OutputTarget.ToFile(to).open()) {
            opened.stream().write("whole".getBytes(StandardCharsets.UTF_8));
            opened.commit();
        }
    }
}
