package dev.jbuild.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** Looks at the command lines and environments of all processes that were started from here, again and again, until it is closed. */
final class ProcessSampling implements AutoCloseable {
    private final Map<SecretScan, Predicate<Path>> scans;
    private final Map<String, String> found = new ConcurrentSkipListMap<>();
    private final Thread thread = new Thread(this::sample, "sampling");
    private volatile boolean closed;
    private volatile int rounds;
    private volatile Throwable failure;

    /** @param scans with what tells of a file of /proc that the secret may be there */
    ProcessSampling(Map<SecretScan, Predicate<Path>> scans) {
        this.scans = scans;
        thread.setUncaughtExceptionHandler((sampling, thrown) -> failure = thrown);
    }

    ProcessSampling begin() {
        thread.start();
        return this;
    }

    private void sample() {
        while (!closed) {
            try {
                for (ProcessHandle process :
                        ProcessHandle.current().descendants().toList()) {
                    Path directory = Path.of("/proc", Long.toString(process.pid()));
                    look(directory.resolve("cmdline"));
                    look(directory.resolve("environ"));
                }
                rounds++;
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One that may have it before or after its bytes are read had the right to what was read: it may execute another program meanwhile. */
    private void look(Path file) {
        try {
            Map<SecretScan, Boolean> allowed = new HashMap<>();
            scans.forEach((scan, may) -> allowed.put(scan, may.test(file)));
            byte[] bytes = Files.readAllBytes(file);
            for (Map.Entry<SecretScan, Predicate<Path>> scan : scans.entrySet()) {
                List<String> forms = scan.getKey().find(bytes);
                if (!forms.isEmpty()
                        && !allowed.get(scan.getKey())
                        && !scan.getValue().test(file)) {
                    byte[] name = Files.readAllBytes(file.resolveSibling("comm"));
                    found.put(file.toString(), forms + " " + new String(name, StandardCharsets.UTF_8).strip());
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile.
        }
    }

    /** The files that had it, with the names of their processes. */
    Map<String, String> found() {
        return found;
    }

    int rounds() {
        return rounds;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new AssertionError("the looks at processes ended early", failure);
        }
    }
}
