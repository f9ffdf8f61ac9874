package dev.jbuild.cli;

import dev.jbuild.testdata.Corpus;
import dev.jbuild.testdata.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every directory of {@code transcripts} is a test: the lines of its file {@code commands} are given to the program, where the other files are,
 * and all that it prints is in
 * {@code transcript.txt}, save the progress of builds.
 */
class TranscriptTest {
    private static final String COMMANDS = "commands";
    private static final String TRANSCRIPT = "transcript.txt";

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> says() throws IOException {
        return Corpus.of("transcripts").cases().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getFileName().toString(),
                        () -> Golden.check(
                                each.resolve(TRANSCRIPT),
                                transcript(
                                        each,
                                        directory.resolve(each.getFileName().toString())))));
    }

    private static String transcript(Path source, Path work) throws IOException {
        Files.createDirectory(work);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!List.of(COMMANDS, TRANSCRIPT).contains(name)) {
                    Files.copy(file, work.resolve(name));
                }
            }
        }
        Program program = new Program(work, work.resolve("store"));
        StringBuilder text = new StringBuilder();
        for (String command : Files.readAllLines(source.resolve(COMMANDS))) {
            int exitCode = program.run(command.split(" "));
            text.append("$ jbuild ").append(command).append('\n');
            text.append(program.out());
            program.err()
                    .lines()
                    .filter(line -> !isProgress(line))
                    .forEach(line -> text.append("2> ").append(line).append('\n'));
            text.append("(exit code ").append(exitCode).append(")\n\n");
        }
        return text.toString()
                .replace(work.toString(), "DIR")
                .replaceAll("\\b[0-9]+\\.[0-9]s\\b", "…s")
                .replaceAll("sha256:[0-9a-f]+", "sha256:…");
    }

    /** Progress is held by tests of its own. */
    private static boolean isProgress(String line) {
        return line.matches("#[0-9]+ .*");
    }
}
