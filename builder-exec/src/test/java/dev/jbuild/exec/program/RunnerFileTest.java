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
        "X86_64, 529af18d53ede7c5a1c3663b7e6e146a3a63fc524bd29cd8afc2c222a0d553b4",
        "AARCH64, 9df3bc40096e242728c8b80a1a87ba07e5321cc536f281e19dd7e11aded68338",
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
