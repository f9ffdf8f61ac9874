package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.Sandbox;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Children of this JVM that end when their standard input does. */
final class LeasedProcesses {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Path OWN = Path.of("/proc/self/fd");

    private LeasedProcesses() {}

    /** Closes sandboxes, and returns when nothing that they started or were about to start is there any more. */
    static void stop(List<Sandbox> sandboxes, WatchedThreads waits) throws IOException, InterruptedException {
        for (Sandbox sandbox : sandboxes) {
            if (sandbox instanceof Closeable open) {
                open.close();
            }
        }
        long begun = System.currentTimeMillis();
        while (waits.areBeginning() && System.currentTimeMillis() - begun < PATIENCE_MILLIS) {
            Thread.sleep(5);
        }
        waits.shutdownNow();
        awaitEnd();
    }

    /**
     * Waits for those whose standard input this JVM has closed: they may only just begin, and would make files where a test's are
     * removed. A runner that waits for its first program has no files, and its standard input stays open.
     */
    private static void awaitEnd() throws IOException, InterruptedException {
        long begun = System.currentTimeMillis();
        while (!ending().isEmpty()) {
            if (System.currentTimeMillis() - begun > PATIENCE_MILLIS) {
                throw new AssertionError("processes do not end: " + ending());
            }
            Thread.sleep(5);
        }
    }

    private static List<Long> ending() throws IOException {
        List<Long> children =
                ProcessHandle.current().children().map(ProcessHandle::pid).toList();
        Set<String> open = ownPipes();
        return children.stream()
                .filter(pid -> target(Path.of("/proc/" + pid + "/fd/0"))
                        .filter(input -> input.startsWith("pipe:") && !open.contains(input))
                        .isPresent())
                .toList();
    }

    private static Set<String> ownPipes() throws IOException {
        try (Stream<Path> descriptors = Files.list(OWN)) {
            return descriptors.flatMap(file -> target(file).stream()).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Empty when it is closed by now. */
    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
