package dev.jbuild.exec.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the host that jbuild asks for something: the helpers for ids and networks, the versions of runtimes. */
public final class HostProgram {
    private static final int MOST_OUTPUT_BYTES = 64 * 1024;

    private HostProgram() {}

    /** How it ended, and what it printed, both streams together. */
    public record Ended(int status, String output) {}

    /** Runs a program to its end, with nothing on its standard input; of the environment it sees PATH only. */
    public static Ended run(Path program, List<String> arguments) throws IOException {
        String path = System.getenv("PATH"); // the rest of the user's may have secrets
        return run(program, arguments, path == null ? Map.of() : Map.of("PATH", path));
    }

    /** The same, with this environment. */
    public static Ended run(Path program, List<String> arguments, Map<String, String> env) throws IOException {
        Running running = start(program, arguments, env);
        running.stdin().close();
        return running.finish();
    }

    /** Starts a program that reads its standard input; the caller finishes or kills it. */
    public static Running start(Path program, List<String> arguments, Map<String, String> env) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(env);
        return new Running(program, builder.start());
    }

    /** A program that runs. Used by one thread. */
    public static final class Running {
        private final Path program;
        private final Process process;

        private Running(Path program, Process process) {
            this.program = program;
            this.process = process;
        }

        /** What it reads. */
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        /** Ends its input and waits for it. It must not print more than a pipe holds before it has read all. */
        public Ended finish() throws IOException {
            try (InputStream printed = process.getInputStream()) {
                try {
                    process.getOutputStream().close();
                } catch (IOException e) {
                    // It ended before it had read all: its status says why.
                }
                byte[] output = printed.readNBytes(MOST_OUTPUT_BYTES);
                printed.skip(Long.MAX_VALUE);
                return new Ended(process.waitFor(), new String(output, StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + program + " ran", e);
            }
        }

        /** Ends it. */
        public void kill() {
            process.destroyForcibly();
        }
    }
}
