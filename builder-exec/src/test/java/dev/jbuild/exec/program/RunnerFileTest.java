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
        "X86_64, fdb5d93659ed9cda30bde2f666c02c9acaa7e53e9f71b8ba73dd0d6bf0d383b3",
        "AARCH64, 55be6794e425ede22e881b3ce3fe894a1699809f2fb037c3c35fc5211c088d60",
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
