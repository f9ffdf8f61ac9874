package dev.jbuild.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The program as a user has it, in this process: a working directory, a store of its own, and what it printed last. */
final class Program {
    private final Path directory;
    private final Map<String, String> env = new HashMap<>();
    private byte[] stdin = new byte[0];
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ByteArrayOutputStream err = new ByteArrayOutputStream();

    Program(Path directory, Path store) {
        this.directory = directory;
        env.put("JBUILD_ROOT", store.toString());
    }

    Program env(String name, String value) {
        env.put(name, value);
        return this;
    }

    Program stdin(byte[] bytes) {
        stdin = bytes;
        return this;
    }

    /** Runs it and returns the exit code. */
    int run(String... args) {
        out = new ByteArrayOutputStream();
        err = new ByteArrayOutputStream();
        return Main.run(
                new Console(
                        new ByteArrayInputStream(stdin),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        env,
                        directory,
                        Clock.systemUTC(),
                        Console.Terminal.PLAIN,
                        Console.Terminal.PLAIN),
                args);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
