package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two checkouts of one commit, by different hands, with {@code --context-mode=git}. */
@Tag("peers")
class ContextModeTest {
    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void checkOutTwice() throws Exception {
        Path one = Files.createDirectories(directory.resolve("one/src"));
        Files.writeString(directory.resolve("one/Dockerfile"), "FROM scratch\nCOPY src /src\n");
        Files.writeString(one.resolve("run.sh"), "#!/bin/sh\n");
        Files.writeString(one.resolve("text"), "text\n");
        mode("one/src/run.sh", "rwxr-xr-x");
        git("one", "init", "-q", ".");
        git("one", "add", ".");
        git("one", "commit", "-q", "-m", "x");
        git(".", "clone", "-q", "one", "two");
        mode("two/src/run.sh", "rwx------");
        mode("two/src/text", "rw-rw----");
        mode("two/src", "rwxrwxrwx");
        Files.setLastModifiedTime(directory.resolve("two/src/text"), FileTime.from(Instant.EPOCH));
        program = new Program(directory, directory.resolve("store"));
    }

    @Test
    void givesTheSameImage() {
        assertThat(build("one", "--context-mode=git")).isEqualTo(build("two", "--context-mode=git"));
        assertThat(build("one")).isNotEqualTo(build("two"));
        assertThat(program.run("--dry-run", "--context-mode=git", "two")).isZero();
    }

    @Test
    void stillSeesTheExecutableBit() throws IOException {
        String before = build("two", "--context-mode=git");
        mode("two/src/text", "rwxrw----");
        assertThat(build("two", "--context-mode=git")).isNotEqualTo(before);
    }

    @Test
    void wantsACheckout() throws IOException {
        Path plain = Files.createDirectory(directory.resolve("plain"));
        Files.writeString(plain.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        assertThat(program.run("--context-mode=git", "plain")).isNotZero();
        assertThat(program.err())
                .contains("is in no git checkout that has a commit")
                .contains("try:");
        assertThat(program.run("plain")).isZero();
    }

    @Test
    void refusesOtherModes() {
        assertThat(program.run("--context-mode=svn", "one")).isEqualTo(2);
        assertThat(program.err()).contains("svn").contains("full or git");
    }

    private String build(String context, String... options) {
        List<String> words = new ArrayList<>(List.of("-q"));
        words.addAll(List.of(options));
        words.add(context);
        assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isZero();
        return program.out();
    }

    private void mode(String path, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory.resolve(path), PosixFilePermissions.fromString(permissions));
    }

    private void git(String at, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.resolve(at).toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
