package dev.jbuild.exec.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The executables that are shipped are what they are said to be. */
class RunnerFileTest {
    @ParameterizedTest
    @CsvSource({
        "X86_64, dc152b589285a7d17f1cbb2ec14b7c56f53afa712f1ef4187fb033fafa4c156f",
        "AARCH64, dc263c274b8d611698fb7cf3944772e6b847104d1267f0b7406367915c94c138",
    })
    void shippedFilesHaveTheRecordedDigests(Machine machine, String digest) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Runner.executable(machine));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource(Machine.class)
    @Tag("peers")
    void sourceCompilesToTheShippedFiles(Machine machine, @TempDir Path dir) throws Exception {
        if (RunnerFiles.hasRecordedCompiler(machine)) { // another's file is not the same; RunnerTest runs it
            Path file = RunnerFiles.compile(machine, dir.resolve("runner"), "runner");
            assertThat(Files.readAllBytes(file)).isEqualTo(Runner.executable(machine));
        }
    }

    @Test
    void makesAnExecutableOnceAndHealsIt(@TempDir Path dir) throws Exception {
        Path home = dir.resolve("exec");
        Path file = Runner.in(home).file();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwx------");
        Object first = Files.getAttribute(file, "unix:ino");
        assertThat(Files.getAttribute(Runner.in(home).file(), "unix:ino")).isEqualTo(first);

        Files.writeString(file, "#!/bin/false\n");
        Runner.in(home);
        assertThat(Files.readAllBytes(file)).isEqualTo(Runner.executable(Machine.current()));
        assertThat(home.toFile().list()).hasSize(1);
    }
}
