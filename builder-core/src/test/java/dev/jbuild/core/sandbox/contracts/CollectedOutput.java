package dev.jbuild.core.sandbox.contracts;

import dev.jbuild.core.sandbox.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Keeps a command's output, for tests. Thread-safe. */
public final class CollectedOutput implements OutputSink {
    private static final long PATIENCE_MILLIS = 120_000;

    private final Map<Stream, ByteArrayOutputStream> streams = new EnumMap<>(Stream.class);

    @Override
    public synchronized void write(Stream stream, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        streams.computeIfAbsent(stream, key -> new ByteArrayOutputStream()).writeBytes(copy);
        notifyAll();
    }

    public synchronized String text(Stream stream) {
        return streams.getOrDefault(stream, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
    }

    /** Waits until stdout has this text. */
    public synchronized void awaitText(String text) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!text(Stream.STDOUT).contains(text)) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError(
                        "no \"" + text + "\" in \"" + text(Stream.STDOUT) + "\" or \"" + text(Stream.STDERR) + "\"");
            }
            wait(left);
        }
    }
}
