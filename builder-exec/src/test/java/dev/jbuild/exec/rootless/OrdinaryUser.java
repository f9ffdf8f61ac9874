package dev.jbuild.exec.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.sandbox.RootlessMain;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The ordinary user of the tests, who has a home, and copies of our classes that they can read. Closing removes both. */
public final class OrdinaryUser implements AutoCloseable {
    private final String name;
    private final Path classes;
    private final Path home;

    private OrdinaryUser(String name, Path classes, Path home) {
        this.name = name;
        this.classes = classes;
        this.home = home;
    }

    public static OrdinaryUser share() throws Exception {
        String user = System.getProperty("jbuild.test.user", "");
        assertThat(user).as("the property jbuild.test.user").isNotEmpty();
        Path classes = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-classes");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            copy(Path.of(entry), classes.resolve(Integer.toString(entry.hashCode(), 36) + ".jar"));
        }
        host("chmod", "-R", "a+rX", classes.toString());
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-home");
        OrdinaryUser shared = new OrdinaryUser(user, classes, home);
        shared.own();
        return shared;
    }

    /** A directory of theirs. */
    public Path home() {
        return home;
    }

    /** Gives them all that is in their home. */
    public void own() throws IOException {
        host("chown", "-R", name + ":", home.toString());
    }

    /** How a run ended. */
    public record Ended(int code, String output, String errors) {}

    /** Runs {@link RootlessMain} as this user; the arguments are those behind its first, the directory. */
    Ended run(String way, List<String> arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", name, "--regid", name, "--init-groups", "--"));
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-cp", classPath()));
        command.addAll(List.of(RootlessMain.class.getName(), home.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        if (!way.isEmpty()) {
            builder.environment().put(Rootless.VARIABLE, way);
        }
        Path errors = home.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output, Files.readString(errors));
    }

    /** Runs a script as root of an image in a sandbox, with the host's network. */
    public Ended run(String runtime, String script) throws Exception {
        return run("subids", List.of("HOST", "0", script, runtime));
    }

    /** Runs test classes as root of a user namespace of theirs: lines as {@link dev.jbuild.exec.TestRun} prints them. */
    public Ended runTests(Class<?>... tests) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(RootlessMain.TESTS));
        Arrays.stream(tests).map(Class::getName).forEach(arguments::add);
        return run("subids", arguments);
    }

    private String classPath() throws IOException {
        try (Stream<Path> entries = Files.list(classes)) {
            return String.join(":", entries.map(Path::toString).toList());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from) || Files.exists(to)) {
            return; // a class path may name what is not there, or something twice
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path target = from.equals(file)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.copy(file, target);
            }
        }
    }

    private static void host(String... command) throws IOException {
        try {
            assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        host("rm", "-rf", "--one-file-system", classes.toString(), home.toString());
    }
}
