package dev.jbuild.exec.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
