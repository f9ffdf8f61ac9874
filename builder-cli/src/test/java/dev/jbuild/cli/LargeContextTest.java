package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged program, with a heap of 64 MiB, and contexts that are larger than that in one way or another. */
@Tag("slow")
class LargeContextTest {
    private static final int FILES = 30_000; // some 75 bytes of heap each, were it only that
    private static final long LARGE_BYTES = 300L * 1024 * 1024; // 300 MiB

    private PackagedProgram program;

    @BeforeEach
    void start() throws IOException {
        program = PackagedProgram.here().env("JAVA_TOOL_OPTIONS", "-Xmx64m");
    }

    @AfterEach
    void stop() {
        program.close();
    }

    @Test
    void copiesVeryManyFilesAndFindsThemUnchanged() throws IOException {
        Path context = program.directory().resolve("many");
        for (int i = 0; i < FILES; i++) {
            Path file = context.resolve("files/" + i % 300 + "/a-name-of-usual-length-" + i);
            if (i < 300) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, "file " + i);
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        }
        program.files("many", "Dockerfile", "FROM scratch\nCOPY files /files\n");

        program.runs("-t", "many", "many").runs("verify", "many");
        program.runs("many");
        assertThat(program.err()).contains("(0 steps run,");

        // A change that keeps size and mtime; its ctime tells.
        Path changed = context.resolve("files/7/a-name-of-usual-length-7");
        Files.writeString(changed, "FILE 7");
        Files.setLastModifiedTime(changed, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        program.runs("--explain", "many");
        assertThat(program.err()).contains("(1 step run,").contains("files/7/a-name-of-usual-length-7 (content)");
    }

    @Test
    void copiesALargeFileOfWhichLittleIsWritten() throws IOException {
        program.files("sparse", "Dockerfile", "FROM scratch\nCOPY large /\n", "large", "begin");
        try (var file = Files.newByteChannel(
                program.directory().resolve("sparse/large"), java.nio.file.StandardOpenOption.WRITE)) {
            file.position(LARGE_BYTES - 1).write(java.nio.ByteBuffer.wrap(new byte[] {'e'}));
        }
        program.runs("-t", "sparse", "sparse").runs("verify", "sparse");
    }

    @Test
    void spoolsAnArchiveFromStandardInputToOneTarAndUnpacksNothing() throws Exception {
        Path archive = program.directory().resolve("context.tar.gz");
        Path files = program.directory().resolve("archive");
        program.files("archive", "Dockerfile", "FROM scratch\nCOPY large small /\n", "small", "small");
        try (var file = Files.newByteChannel(
                files.resolve("large"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            file.position(LARGE_BYTES - 1).write(java.nio.ByteBuffer.wrap(new byte[] {'e'}));
        }
        Process tar = new ProcessBuilder("tar", "-C", files.toString(), "-c", "Dockerfile", "large", "small").start();
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(archive))) {
            tar.getInputStream().transferTo(packed);
        }
        assertThat(tar.waitFor()).isZero();

        program.stdin(archive).runs("-t", "archive", "-").runs("verify", "archive");

        try (Stream<Path> stored = Files.walk(program.store())) {
            long large = stored.filter(Files::isRegularFile)
                    .filter(path -> path.toFile().length() >= LARGE_BYTES)
                    .count();
            assertThat(large).as("the spooled tar and the layer, each once").isEqualTo(2);
        }
    }
}
