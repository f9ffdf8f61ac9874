package dev.jbuild.exec.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A program of the host that jbuild asks for something: the helpers for ids and networks, the versions of runtimes. */
public final class HostProgram {
    private static final int MOST_OUTPUT_BYTES = 64 * 1024;

    private HostProgram() {}

    /** How it ended, and what it printed, both streams together. */
    public record Ended(int status, String output) {}

    /** Runs a program to its end, with nothing on its standard input. */
    public static Ended run(Path program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(Set.of("PATH")); // the user's may have secrets
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readNBytes(MOST_OUTPUT_BYTES);
            return new Ended(process.waitFor(), new String(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        }
    }
}
