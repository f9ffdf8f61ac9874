package dev.jbuild.cache.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A body that ends with an exception when nothing comes for too long. Used by one thread. */
public final class WatchedStream extends FilterInputStream {
    private final Duration timeout;
    private volatile boolean stalled;

    public WatchedStream(InputStream in, Duration timeout) {
        super(in);
        this.timeout = timeout;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    // What has arrived is read at once. Only who would wait sets a watch, which costs less than a packet.
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (in.available() > 0) {
            return in.read(buffer, offset, length);
        }
        CompletableFuture<Void> watch = CompletableFuture.runAsync(
                this::stall, CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
        try {
            int read = in.read(buffer, offset, length);
            if (read < 0 && stalled) {
                throw late();
            }
            return read;
        } catch (IOException e) {
            throw stalled ? late() : e;
        } finally {
            watch.cancel(false);
        }
    }

    private IOException late() {
        return new IOException("nothing came for " + timeout.toMillis() + " ms");
    }

    private void stall() {
        stalled = true;
        try {
            in.close(); // wakes the reader
        } catch (IOException e) {
            // The reader fails by itself.
        }
    }
}
