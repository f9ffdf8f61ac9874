package dev.jbuild.exec.rootless;

import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program that is started inside.
 *
 * @param command the JVM and all its arguments, the first an absolute path
 * @param input what it reads from standard input; without one it has that of this program
 * @param descriptors what it has open beside the standard streams
 */
public record InnerProgram(
        List<String> command,
        Map<String, String> environment,
        Optional<InputStream> input,
        KeptDescriptors descriptors) {

    /** Starts the file of a program that the runner carries out; input is handed on by a thread of its own, and closed. */
    Process start(Runner runner, Path file) throws IOException {
        if (input.isEmpty()) {
            return runner.startHere(file);
        }
        Process process = runner.startHere(file, ProcessBuilder.Redirect.PIPE);
        Thread feeding = new Thread(() -> feed(input.get(), process), "inner-input");
        feeding.setDaemon(true);
        feeding.start();
        return process;
    }

    private static void feed(InputStream input, Process process) {
        try (input;
                OutputStream out = process.getOutputStream()) {
            input.transferTo(out);
        } catch (IOException e) {
            // it has ended, or reads no more; what it makes of input that is cut short it says itself
        }
    }
}
