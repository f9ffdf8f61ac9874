package dev.jbuild.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second Java process on the same store, which does what {@link StoreProcess} knows, told by lines. Closing kills it. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private OtherProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static OtherProcess start(Path root, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                root.toString()));
        command.addAll(List.of(words));
        return new OtherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** The next line that it prints; an exception when it ends instead. */
    String read() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the other process ended");
        }
        return line;
    }

    /** All lines that it has printed by the time it ends. */
    List<String> readAll() {
        return out.lines().toList();
    }

    void write(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Ends it as a power cut of its own would: SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly(); // the process's own method would close what it has printed
        process.onExit().join();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
