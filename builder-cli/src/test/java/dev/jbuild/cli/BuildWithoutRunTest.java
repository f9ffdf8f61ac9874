package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images without RUN, from the command line to the store and back: no mount, no privilege. */
@Tag("smoke")
class BuildWithoutRunTest {
    private static final String DOCKERFILE = """
            FROM scratch AS first
            WORKDIR /srv
            COPY --chmod=640 a.txt dir/ ./
            FROM scratch
            LABEL made=by-test
            COPY --from=first /srv /data
            ADD b.txt /
            CMD ["/data/a.txt"]
            """;

    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void makeAContext() throws IOException {
        context(directory.resolve("one"));
        program = new Program(directory, directory.resolve("store"));
    }

    private static void context(Path context) throws IOException {
        Files.createDirectories(context.resolve("dir"));
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
        for (String name : new String[] {"a.txt", "b.txt", "dir/c.txt"}) {
            Files.writeString(context.resolve(name), "content of " + name);
            Files.setLastModifiedTime(context.resolve(name), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        }
    }

    @Test
    void buildsOnceAndFindsItAllTheSecondTime() {
        assertThat(program.run("-t", "test/x", "one")).as(program.err()).isZero();
        assertThat(program.err()).contains("built test/x:latest").contains("4 steps run");

        assertThat(program.run("-t", "test/x", "one")).isZero();
        assertThat(program.err()).contains("(0 steps run,");
        assertThat(program.run("--dry-run", "one")).isZero();
        assertThat(program.run("verify", "test/x")).isZero();
        assertThat(program.out()).startsWith("test/x: ok, sha256:");
    }

    @Test
    void runsNothingWhenALabelChanges() throws IOException {
        program.run("one");
        Files.writeString(directory.resolve("one/Dockerfile"), DOCKERFILE.replace("by-test", "by-another-test"));

        assertThat(program.run("one")).isZero();
        assertThat(program.err()).contains("(0 steps run,");
    }

    @Test
    void givesTheSameImageForTheSameFilesInAnotherPlaceAndStore() throws IOException {
        context(directory.resolve("other/place"));
        Program other = new Program(directory, directory.resolve("other-store"));

        program.run("-q", "one");
        assertThat(other.run("-q", "--max-parallelism", "1", "other/place")).isZero();
        assertThat(other.out()).isEqualTo(program.out()).startsWith("sha256:");
    }

    @Test
    void saysWhichFileChanged() throws IOException {
        program.run("one");
        Files.writeString(directory.resolve("one/b.txt"), "something else");

        assertThat(program.run("--dry-run", "one")).isEqualTo(10);
        assertThat(program.run("one")).isZero();
        assertThat(program.err()).contains("b.txt").contains("1 step run");
    }

    @Test
    void savesWhatAnotherStoreLoads() {
        program.run("-t", "test/x:1", "one");
        assertThat(program.run("save", "-o", "x.tar", "test/x:1")).isZero();
        assertThat(program.run("-o", "type=oci,dest=y.tar", "one")).isZero();

        Program other = new Program(directory, directory.resolve("other-store"));
        assertThat(other.run("load", "-i", "x.tar")).as(other.err()).isZero();
        assertThat(other.out()).isEqualTo("Loaded image: test/x:1\n");
        assertThat(other.run("verify", "x.tar", "y.tar")).as(other.out()).isZero();
        assertThat(other.run("tag", "test/x:1", "test/y")).isZero();
        assertThat(other.run("rmi", "test/x:1")).isZero();
        assertThat(other.out()).isEqualTo("Untagged: test/x:1\n");
        assertThat(other.run("images", "-q")).isZero();
        assertThat(other.out().lines()).hasSize(1);
    }

    @Test
    void readsADockerfileFromStandardInput() {
        program.stdin("FROM scratch\nENV A=1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(program.run("-t", "test/in", "-")).as(program.err()).isZero();
        assertThat(program.run("inspect", "--format", "json", "test/in")).isZero();
        assertThat(program.out()).contains("\"A=1\"");
    }
}
