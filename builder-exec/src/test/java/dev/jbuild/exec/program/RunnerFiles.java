package dev.jbuild.exec.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Compiles native sources, and knows the compilers that made the shipped files. */
public final class RunnerFiles {
    private static final Path SOURCES = Path.of("src/main/native");

    private RunnerFiles() {}

    /** Compiles a source, the runner or the calls, with the machine's compiler, whichever it is. */
    public static Path compile(Machine machine, Path file, String source) throws Exception {
        Process build = new ProcessBuilder(SOURCES.resolve("build").toString(), machine.id(), file.toString(), source)
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as(output).isZero();
        return file;
    }

    /** True when the compiler of this machine is here that made the shipped file. */
    public static boolean hasRecordedCompiler(Machine machine) throws Exception {
        return Compiler.of(machine).isHere();
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
