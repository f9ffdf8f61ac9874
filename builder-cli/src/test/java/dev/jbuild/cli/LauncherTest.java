package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher finds the archive of classes that fits, makes one where there is none, and starts anyway. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            # Notes how it was started; asked for an archive, it makes one, unless a file says that it cannot.
            echo "$*" >>"%1$s/log"
            readlink /proc/$$/fd/0 >>"%1$s/inputs"
            for argument; do
                case $argument in
                    -Xshare:dump) dump=yes ;;
                    -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
                esac
            done
            [ -z "${dump:-}" ] || { [ ! -e "%1$s/cannot" ] && echo classes >"$archive"; }
            """;

    @TempDir
    Path directory;

    private Path program;
    private Path java;

    @BeforeEach
    void makeAProgramAndAJava() throws IOException {
        program = directory.resolve("a program");
        for (String file : List.of("bin/jbuild", "lib/make-archive")) {
            Path place = program.resolve(file);
            Files.createDirectories(place.getParent());
            Files.copy(
                    Path.of("src/main/launcher").resolve(place.getFileName()),
                    place,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(program.resolve("lib/jbuild.id"), "0123\n");
        Files.writeString(program.resolve("lib/jbuild.jar"), "");
        Files.writeString(program.resolve("lib/builds.list"), "java/lang/Object\n");
        Files.writeString(program.resolve("lib/commands.list"), "java/lang/Object\n");
        java = directory.resolve("java");
        Files.createDirectories(java.resolve("bin"));
        Path executable = Files.writeString(java.resolve("bin/java"), JAVA.formatted(directory));
        assertThat(executable.toFile().setExecutable(true)).isTrue();
        release("17.0.9+1");
    }

    @Test
    void makesAnArchiveOnceAndStartsFromIt() throws Exception {
        start("-t", "two words", ".");
        start("build", ".");

        List<String> log = log();
        assertThat(log).hasSize(3);
        assertThat(log.get(0)).contains("-Xshare:dump");
        assertThat(log.get(1)).contains("-XX:SharedArchiveFile=" + cache()).endsWith("Main -t two words .");
        assertThat(log.get(2)).contains("-XX:SharedArchiveFile=" + cache()).endsWith("Main build .");
        assertThat(Files.readString(Path.of(archive(log.get(2))))).isEqualTo("classes\n");
    }

    @Test
    void buildsAndOtherCommandsHaveAnArchiveEach() throws Exception {
        call(program.resolve("lib/make-archive").toString(), java.toString());
        start("-t", "two words", ".");
        start("build", ".");
        start();
        start("./here");
        start("images");
        start("--help");
        start("word");

        List<String> log = log();
        assertThat(log.subList(0, 2)).allSatisfy(line -> assertThat(line).contains("-Xshare:dump"));
        String builds = program.resolve("lib/builds.jsa").toString();
        assertThat(log.subList(2, 6)).extracting(LauncherTest::archive).containsOnly(builds);
        String commands = program.resolve("lib/commands.jsa").toString();
        assertThat(log.subList(6, 9)).extracting(LauncherTest::archive).containsOnly(commands);
    }

    @Test
    void usesTheArchiveBesideTheProgram() throws Exception {
        call(program.resolve("lib/make-archive").toString(), java.toString());
        start("images");

        assertThat(archive(log().get(2)))
                .isEqualTo(program.resolve("lib/commands.jsa").toString());
        assertThat(cache()).doesNotExist();
    }

    @Test
    void makesAnotherForAnotherVersionOfJava() throws Exception {
        start("images");
        release("17.0.10+7");
        start("images");
        start("images");

        assertThat(log()).filteredOn(line -> line.contains("-Xshare:dump")).hasSize(2);
        assertThat(archive(log().get(1))).isNotEqualTo(archive(log().get(4)));
    }

    @Test
    void makesAnotherForAnotherProgramInTheSamePlace() throws Exception {
        start("images");
        Files.writeString(program.resolve("lib/jbuild.id"), "4567\n");
        start("images");
        Files.setLastModifiedTime(
                program.resolve("lib/jbuild.jar"), FileTime.from(Instant.now().plusSeconds(60)));
        start("images");

        assertThat(log()).filteredOn(line -> line.contains("-Xshare:dump")).hasSize(3);
    }

    @Test
    void makesAnotherForAProgramThatWasMoved() throws Exception {
        call(program.resolve("lib/make-archive").toString(), java.toString());
        Files.move(program, directory.resolve("moved"));
        program = directory.resolve("moved");
        start("images");

        assertThat(archive(log().get(3))).startsWith(cache().toString());
    }

    @Test
    void triesOnceWithAJavaThatMakesNone() throws Exception {
        Files.writeString(directory.resolve("cannot"), "");
        start("images");
        start("images");

        assertThat(log()).filteredOn(line -> line.contains("-Xshare:dump")).hasSize(1);
        assertThat(log().get(2)).doesNotContain("SharedArchiveFile").endsWith("Main images");
    }

    @Test
    void startsWhereNothingCanBeKept() throws Exception {
        Files.createFile(directory.resolve("cache"));
        start("images");

        assertThat(log()).singleElement().asString().doesNotContain("SharedArchiveFile");
    }

    @Test
    @Tag("root")
    void takesNoClassesFromSomebodyElse() throws Exception {
        start("images");
        String archive = archive(log().get(1));
        PackagedProgram.host("chown", "65534", archive);
        start("images");
        PackagedProgram.host("chown", "65534", cache().resolve("jbuild").toString());
        start("images");

        assertThat(log().subList(2, 4)).allSatisfy(line -> assertThat(line).doesNotContain("SharedArchiveFile"));
    }

    @Test
    void startsThroughLinksAndRelativePaths() throws Exception {
        start("images");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a program/bin/jbuild"));
        call(link.toString(), "images");
        call("./link", "images");
        call("a program/bin/jbuild", "images");

        assertThat(log()).filteredOn(line -> line.contains("-Xshare:dump")).hasSize(1);
        assertThat(log().stream().skip(1).map(LauncherTest::archive).distinct()).hasSize(1);
    }

    /** Else it would be the first file that Java opens. */
    @Test
    void readsNothingWhereStandardInputIsClosed() throws Exception {
        call("sh", "-c", "exec \"$0\" . <&-", program.resolve("bin/jbuild").toString());
        call("sh", "-c", "echo x | \"$0\" .", program.resolve("bin/jbuild").toString());
        assertThat(Files.readAllLines(directory.resolve("inputs")))
                .startsWith("/dev/null")
                .last()
                .asString()
                .startsWith("pipe:");
    }

    private void release(String version) throws IOException {
        Files.writeString(
                java.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
    }

    private void start(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = program.resolve("bin/jbuild").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        call(command);
    }

    private void call(String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JBUILD_"));
        builder.environment().putAll(Map.of("JBUILD_JAVA_HOME", java.toString(), "XDG_CACHE_HOME", cache().toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEmpty();
    }

    private Path cache() {
        return directory.resolve("cache");
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    private static String archive(String line) {
        String option = "-XX:SharedArchiveFile=";
        assertThat(line).contains(option);
        String rest = line.substring(line.indexOf(option) + option.length());
        return rest.substring(0, rest.indexOf(".jsa") + 4);
    }
}
