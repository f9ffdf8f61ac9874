package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an ordinary user is told of files that he may not read, each by its name, and that it is enough to leave them out. */
@Tag("rootless")
class UnreadableFilesTest {
    private static final String COPY_ALL = "FROM scratch\nCOPY . /all/\n";
    private static final int MORE_THAN_A_BATCH = 1_200;
    private static final int LARGE_BYTES = 9 << 20; // 9 MiB

    private static PackagedProgram program;

    @BeforeAll
    static void start() throws IOException {
        program = PackagedProgram.ofOrdinaryUser();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    /** Takes the right to read from the owner, too, and tries to build. */
    private static void refuses(String path, String message, String... args) throws IOException {
        program.own();
        PackagedProgram.host("chmod", "000", program.directory().resolve(path).toString());
        String before = surroundings();
        assertThat(program.run(args)).as(program.err()).isEqualTo(3);
        assertThat(program.err())
                .contains("error[permission-denied]: " + message)
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        assertThat(program.out()).as("nothing that looks whole").doesNotContain("sha256:", "]");
        assertThat(surroundings()).isEqualTo(before);
        try (Stream<Path> left = Files.list(program.store().resolve("tmp"))) {
            assertThat(left).as("what is left in scratch").isEmpty();
        }
    }

    private static String surroundings() throws IOException {
        return PackagedProgram.host("find", program.directory().toString(), "-printf", "%p %y %m %u %s %T@ %C@\n");
    }

    @Test
    void namesAFileAndItIsEnoughToLeaveItOut() throws IOException {
        program.files("file", "Dockerfile", COPY_ALL, "sub/secret", "x", "sub/plain", "y");
        refuses("file/sub/secret", "\"sub/secret\" of the build context cannot be read: permission denied", "file");
        assertThat(program.err()).contains("make it readable, or name it in .dockerignore");
        program.files("file", ".dockerignore", "sub/secret\n");
        PackagedProgram.host(
                "chmod", "000", program.directory().resolve("file/sub/secret").toString());
        program.runs("-q", "file");
    }

    @Test
    void namesAFileThatIsAskedForByName() throws IOException {
        program.files("one", "Dockerfile", "FROM scratch\nADD secret.tar /\n", "secret.tar", "x");
        refuses("one/secret.tar", "\"secret.tar\" of the build context cannot be read", "one");
        program.files("main", "Dockerfile", "FROM scratch\nCOPY --from=other s* /\n");
        refuses(
                "one/secret.tar",
                "\"secret.tar\" of the build context cannot be read",
                "--build-context",
                "other=one",
                "main");
    }

    @Test
    void namesOneOfManyAndALargeOne() throws IOException {
        program.files("many", "Dockerfile", "FROM scratch\nCOPY d /d\n");
        Path many = Files.createDirectories(program.directory().resolve("many/d"));
        for (int i = 0; i < MORE_THAN_A_BATCH; i++) {
            Files.writeString(many.resolve("f" + i), "x");
        }
        refuses("many/d/f777", "\"d/f777\" of the build context cannot be read", "many");
        program.files("large", "Dockerfile", COPY_ALL);
        Files.write(program.directory().resolve("large/large"), new byte[LARGE_BYTES]);
        refuses("large/large", "\"large\" of the build context cannot be read", "large");
    }

    @Test
    void namesADirectoryAndTheContextItself() throws IOException {
        program.files("ctx", "Dockerfile", COPY_ALL, "d/a", "x");
        refuses("ctx/d", "\"d\" of the build context cannot be read", "ctx");
        refuses("ctx/d", "\"d\" of the build context cannot be read", "context", "ls", "--format=json", "ctx");
        refuses("ctx", "build context \"", "ctx");
    }

    @Test
    void namesTheDockerfileAndTheIgnoreFile() throws IOException {
        program.files("text", "Dockerfile", COPY_ALL, ".dockerignore", "x\n");
        refuses("text/.dockerignore", "\".dockerignore\" of the build context cannot be read", "text");
        refuses("text/Dockerfile", "\"Dockerfile\" of the build context cannot be read", "text");
    }
}
