package dev.jbuild.exec.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The executables that are shipped are what they are said to be. */
class RunnerFileTest {
    private static final Path SOURCES = Path.of("src/main/native");

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
        Compiler recorded = Compiler.of(machine);
        if (!recorded.isHere()) {
            return; // another compiler's file is not the same; RunnerTest runs it
        }
        assertThat(Files.readAllBytes(compile(machine, dir))).isEqualTo(Runner.executable(machine));
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

    /** Compiles the source with the machine's compiler, whichever it is. */
    static Path compile(Machine machine, Path dir) throws Exception {
        Path file = dir.resolve("compiled-" + machine.id());
        Process build = new ProcessBuilder(SOURCES.resolve("build").toString(), machine.id(), file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as(output).isZero();
        return file;
    }

    /** A line of compilers.txt. */
    record Compiler(String command, String version) {

        static Compiler of(Machine machine) throws Exception {
            String[] words = Files.readAllLines(SOURCES.resolve("compilers.txt")).stream()
                    .filter(line -> line.startsWith(machine.id()))
                    .findFirst()
                    .orElseThrow()
                    .split(" +", 3);
            return new Compiler(words[1], words[2]);
        }

        boolean isHere() throws Exception {
            if (List.of(System.getenv("PATH").split(":")).stream()
                    .noneMatch(dir -> Files.isExecutable(Path.of(dir, command)))) {
                return false;
            }
            Process process = new ProcessBuilder(command, "--version").start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    && output.lines().findFirst().orElse("").equals(version);
        }
    }
}
