package dev.jbuild.cache.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a program prints, read by a thread of its own: somebody whom the program leaves behind may hold its output open for ever, and
 * nobody waits for that. Thread-safe.
 */
final class HelperAnswer {
    private static final long GRACE_MILLIS = 500; // for what a program that has ended printed last

    private final InputStream out;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // which locks itself
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletableFuture<Void> full = new CompletableFuture<>();

    HelperAnswer(InputStream out, int maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
        Thread reader = new Thread(this::read, "answer of a credential helper");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        byte[] buffer = new byte[8 * 1024]; // 8 KiB
        try {
            int read = out.read(buffer);
            while (read >= 0 && bytes.size() + read <= maxBytes) {
                bytes.write(buffer, 0, read);
                read = out.read(buffer);
            }
            (read < 0 ? end : full).complete(null);
        } catch (IOException e) {
            end.complete(null); // it was ended, and what it printed before is what there is
        }
    }

    /** Done when it prints more than anybody wants to know. */
    CompletableFuture<Void> full() {
        return full;
    }

    /** All of it, when the program has ended. */
    byte[] whole() throws IOException {
        try {
            end.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return bytes.toByteArray(); // somebody else holds it open
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a credential helper was asked", e);
        }
        return bytes.toByteArray();
    }
}
