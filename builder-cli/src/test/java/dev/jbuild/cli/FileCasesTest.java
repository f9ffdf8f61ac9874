package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.files.FileCase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What COPY and ADD put where, from the command line, with files on disk: as whatever user runs the tests, and as an ordinary one. */
class FileCasesTest {
    @TempDir
    static Path directory;

    private static Path memory;
    private static Program program;
    private static LoopbackServer server;

    @BeforeAll
    static void start() throws IOException {
        memory = FileCasePlace.memory();
        program = FileCasePlace.program(directory, memory.resolve("store"));
        server = new LoopbackServer();
    }

    /** Nothing of this needs a directory form. */
    @AfterAll
    static void stop() throws IOException {
        server.close();
        assertNothingWasUnpacked(memory.resolve("store"));
        PackagedProgram.host("rm", "-rf", memory.toString());
    }

    static List<FileCase> cases() throws IOException {
        return FileCase.all().stream()
                .filter(files -> !files.runsCommands() && !files.needsSsh())
                .filter(files -> HostFiles.isRoot()
                        || files.recipe("context").filter(HostRecipe::needsRoot).isEmpty())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void makesTheseLayers(FileCase files) throws IOException {
        Path place = directory.resolve(files.name());
        List<String> built = FileCasePlace.make(files, place, new HostRecipe(OptionalLong.empty()))
                .build(program, server, memory.resolve(files.name()));
        if (Boolean.getBoolean("golden.update")
                && !files.isPlain()
                && !built.get(0).contains("error[")) {
            files.record(built);
        }
        assertIsExpected(files, built);
    }

    static List<FileCase> casesOfContexts() throws IOException {
        return FileCase.all().stream().filter(files -> files.seen().isPresent()).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("casesOfContexts")
    void printsTheseContexts(FileCase files) throws IOException {
        Path place = directory.resolve("seen-" + files.name());
        String seen = FileCasePlace.make(files, place, new HostRecipe(OptionalLong.empty()))
                .seen(program);
        if (Boolean.getBoolean("golden.update")) {
            files.recordSeen(seen);
        }
        assertThat(seen).isEqualTo(files.seen().orElseThrow());
    }

    private static void assertIsExpected(FileCase files, List<String> built) {
        List<String> expected = files.expected();
        if (files.fails()) {
            int code = expected.get(0).indexOf(']') + 1;
            assertThat(String.join("\n", built))
                    .contains("error" + expected.get(0).substring(0, code))
                    .contains(expected.get(0).substring(code + 1))
                    .doesNotContain("Exception");
        } else {
            assertThat(built).isEqualTo(expected);
        }
    }

    private static void assertNothingWasUnpacked(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("layers"))) {
            assertThat(files.filter(path -> path.endsWith("lower"))).isEmpty();
        }
    }

    /** The files belong to the user, those that only root can make, too; owners in the layers are the same all the same. */
    @Test
    @Tag("rootless")
    void makesTheSameLayersForAnOrdinaryUser() throws IOException {
        String user = System.getProperty("jbuild.test.user", "");
        assertThat(user).as("the property jbuild.test.user").isNotEmpty();
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-files");
        Path theirs = FileCasePlace.memory();
        try {
            String uid = PackagedProgram.host("id", "-u", user).strip();
            for (FileCase files : cases()) {
                FileCasePlace.make(
                        files,
                        home.resolve("cases").resolve(files.name()),
                        new HostRecipe(OptionalLong.of(Long.parseLong(uid))));
            }
            PackagedProgram.host(
                    "chown", uid, home.toString(), home.resolve("cases").toString(), theirs.toString());
            PackagedProgram.host(
                    "sh",
                    "-c",
                    "chown " + uid + " \"$0\"/*",
                    home.resolve("cases").toString());
            PackagedProgram.host("sh", "-c", "chmod -R a+rX \"$0\"/cases/*/case", home.toString());
            runAs(user, home, theirs);
            for (FileCase files : cases()) {
                Path built = home.resolve("cases").resolve(files.name()).resolve("built");
                assertIsExpected(files, Files.readAllLines(built));
            }
            assertNothingWasUnpacked(theirs.resolve("store"));
        } finally {
            PackagedProgram.host("rm", "-rf", "--one-file-system", home.toString(), theirs.toString());
        }
    }

    private static void runAs(String user, Path home, Path memory) throws IOException {
        Path classes = Files.createDirectory(home.resolve("classes"));
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .map(entry -> {
                    Path copy = classes.resolve(Integer.toString(entry.hashCode(), 36));
                    return new String[] {entry, copy.toString()};
                })
                .map(FileCasesTest::copied)
                .distinct()
                .collect(Collectors.joining(":"));
        PackagedProgram.host("chmod", "-R", "a+rX", classes.toString());
        PackagedProgram.host(
                "setpriv",
                "--reuid",
                user,
                "--regid",
                user,
                "--init-groups",
                "--",
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                FileCasesOfUser.class.getName(),
                home.toString(),
                memory.toString());
    }

    private static String copied(String[] fromTo) {
        try {
            PackagedProgram.host("cp", "-r", "-T", fromTo[0], fromTo[1]);
            return fromTo[1];
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
