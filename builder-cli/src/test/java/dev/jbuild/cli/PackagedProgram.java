package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The packaged program as a user starts it: another process, with a working directory and a store of its own, and what it printed last.
 * Its user is the one of the tests, or the ordinary one that {@code ./test} makes. Used by one thread; {@link #close} removes all of it.
 */
final class PackagedProgram implements AutoCloseable {
    private static final int LIMIT_SECONDS = 240; // far beyond what any test takes

    private final Path home;
    private final List<String> prefix;
    private final Map<String, String> env = new TreeMap<>();
    private Path launcher = Installed.PROGRAM.resolve("bin/jbuild");
    private Path stdin = Path.of("/dev/null");
    private List<String> wrapping = List.of();
    private String umask = "";

    private PackagedProgram(Path home, List<String> prefix) {
        this.home = home;
        this.prefix = prefix;
    }

    /** As the user of the tests. */
    static PackagedProgram here() throws IOException {
        return new PackagedProgram(prepare(), List.of()).env("JBUILD_ROOT", "");
    }

    /** As the ordinary user with subordinate ids that the property jbuild.test.user names. */
    static PackagedProgram ofOrdinaryUser() throws IOException {
        String user = System.getProperty("jbuild.test.user", "");
        assertThat(user).as("the property jbuild.test.user").isNotEmpty();
        PackagedProgram program =
                new PackagedProgram(prepare(), List.of("runuser", "-u", user, "--")).env("JBUILD_ROOT", "");
        program.own();
        return program;
    }

    /** A directory below /var/tmp, which overlays and other users can use. */
    private static Path prepare() throws IOException {
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-program");
        Files.createDirectory(home.resolve("work"));
        host("chmod", "-R", "a+rX", home.toString());
        return home;
    }

    /** The packaged program where every user can read it: one copy for all tests, with an archive of classes made there. */
    private static final class Installed {
        static final Path PROGRAM = install();

        private static Path install() {
            String distribution = System.getProperty("jbuild.test.distribution", "");
            assertThat(distribution).as("the property jbuild.test.distribution").isNotEmpty();
            try {
                Path place = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-program");
                Path program = place.resolve("program");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(place)));
                host("cp", "-a", distribution, program.toString());
                if (Files.exists(program.resolve("lib/builds.list"))) {
                    String javaHome = Files.readString(program.resolve("lib/java-home"));
                    host(program.resolve("lib/make-archive").toString(), javaHome.strip());
                }
                host("chmod", "-R", "a+rX", place.toString());
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void remove(Path directory) {
        try {
            host("rm", "-rf", "--one-file-system", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the files of the working directory to the user of the program; for files that the test has made since. */
    PackagedProgram own() throws IOException {
        if (!prefix.isEmpty()) {
            host("chown", "-R", prefix.get(2) + ":", home.toString());
        }
        return this;
    }

    /** All that is its own: the working directory, the store, and what it printed. */
    Path home() {
        return home;
    }

    /** The working directory: contexts are made in it. */
    Path directory() {
        return home.resolve("work");
    }

    Path store() {
        return home.resolve("store");
    }

    /** The launcher. */
    Path program() {
        return launcher;
    }

    /** From now on it is this launcher that is started. */
    PackagedProgram startedFrom(Path other) {
        launcher = other;
        return this;
    }

    /** The files of a directory below the working one, each name followed by its content. */
    PackagedProgram files(String name, String... namesAndContents) throws IOException {
        for (int i = 0; i < namesAndContents.length; i += 2) {
            Path file = directory().resolve(name).resolve(namesAndContents[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, namesAndContents[i + 1]);
        }
        return own();
    }

    PackagedProgram env(String name, String value) {
        env.put(name, name.equals("JBUILD_ROOT") && value.isEmpty() ? store().toString() : value);
        return this;
    }

    /** From now on it is started by this command of the test's user, whose last arguments it becomes; by none when there is none. */
    PackagedProgram wrappedBy(String... command) {
        wrapping = List.of(command);
        return this;
    }

    PackagedProgram umask(String octal) {
        umask = octal;
        return this;
    }

    PackagedProgram stdin(Path file) {
        stdin = file;
        return this;
    }

    /** Puts Debian's busybox into the store, as the image {@code busybox}. */
    PackagedProgram withBusybox() {
        return with("busybox-amd64.tar", "busybox", "CMD [\"sh\"]");
    }

    /** Puts Debian bookworm into the store, as the image {@code debian:bookworm}. */
    PackagedProgram withDebian() {
        return with("debian-bookworm-amd64.tar", "debian:bookworm", "CMD [\"bash\"]");
    }

    /** Imports it, or copies the store of its user in which that was done before: to start the program each time takes minutes in all. */
    private PackagedProgram with(String file, String name, String change) {
        if (Files.exists(store()) || !store().toString().equals(env.get("JBUILD_ROOT"))) {
            return imported(file, name, change);
        }
        try {
            Path filled = FilledStores.of(prefix, List.of(file, name, change));
            host("cp", "-a", filled.toString(), store().toString());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PackagedProgram imported(String file, String name, String change) {
        String images = System.getProperty("jbuild.test.images", "");
        assertThat(images).as("the property jbuild.test.images").isNotEmpty();
        stdin(Path.of(images, file));
        assertThat(run("import", "--change", change, "-", name)).as(err()).isZero();
        return stdin(Path.of("/dev/null"));
    }

    /** Stores that have one image, each made once for all tests. */
    private static final class FilledStores {
        private static final Map<List<List<String>>, PackagedProgram> MADE = new HashMap<>();

        static synchronized Path of(List<String> prefix, List<String> image) throws IOException {
            PackagedProgram made = MADE.get(List.of(prefix, image));
            if (made == null) {
                made = new PackagedProgram(prepare(), prefix)
                        .env("JBUILD_ROOT", "")
                        .own();
                Runtime.getRuntime().addShutdownHook(new Thread(made::close));
                made.imported(image.get(0), image.get(1), image.get(2));
                MADE.put(List.of(prefix, image), made);
            }
            return made.store();
        }
    }

    /** Runs it and returns the exit code. */
    int run(String... args) {
        Process process = start(args);
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("jbuild " + String.join(" ", args) + " does not end; so far:\n" + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs it, which must succeed. */
    PackagedProgram runs(String... args) {
        int exitCode = run(args);
        assertThat(exitCode)
                .as("jbuild %s\n%s%s", String.join(" ", args), out(), err())
                .isZero();
        return this;
    }

    /** The host's mounts that have anything of its directory or its store. */
    List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .filter(line -> line.contains(directory().toString()) || line.contains(store().toString()))
                .toList();
    }

    /** Starts it; standard output and error go to files, which {@link #out} and {@link #err} read. */
    Process start(String... args) {
        return startUnder(List.of(), args);
    }

    /** Starts it as an argument of another command. */
    Process startUnder(List<String> other, String... args) {
        return start(command(other, args).redirectOutput(home.resolve("out").toFile()));
    }

    /** Starts it with its standard input and output in the hands of the caller, who closes them. */
    Process startPiped(String... args) {
        return start(command(List.of(), args).redirectInput(ProcessBuilder.Redirect.PIPE));
    }

    private ProcessBuilder command(List<String> other, String... args) {
        List<String> command = new ArrayList<>(wrapping);
        command.addAll(prefix);
        command.addAll(other);
        if (!umask.isEmpty()) {
            command.addAll(List.of("sh", "-c", "umask " + umask + "; exec \"$0\" \"$@\""));
        }
        command.add(program().toString());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory().toFile())
                .redirectInput(stdin.toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JBUILD_") || name.startsWith("XDG_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(env);
        return builder;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String out() {
        return text("out");
    }

    String err() {
        return text("err");
    }

    private String text(String name) {
        try {
            return new String(Files.readAllBytes(home.resolve(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the host, which must succeed, and returns what it printed. */
    static String host(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor())
                    .as("%s: %s", String.join(" ", command), output)
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return output;
    }

    @Override
    public void close() {
        try {
            ValidStores.check(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove(home);
        }
    }
}
