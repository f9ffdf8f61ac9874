package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Hashes one piece after another beside the thread that gives them. A piece that no thread has begun when the next one comes is hashed
 * by the giver, so that it waits for nobody who does not work. Used by one thread.
 */
final class SideHash {
    private final MessageDigest hash;
    private final Executor executor;
    private @Nullable FutureTask<Void> running;

    SideHash(MessageDigest hash, Executor executor) {
        this.hash = hash;
        this.executor = executor;
    }

    /** Takes a piece, whose bytes may not be changed before the next call has returned. */
    void update(byte[] piece, int length) throws IOException {
        finish();
        FutureTask<Void> task = new FutureTask<>(() -> hash.update(piece, 0, length), null);
        running = task;
        executor.execute(task);
    }

    /** Waits until all pieces are in the hash. */
    void finish() throws IOException {
        FutureTask<Void> task = running;
        running = null;
        if (task == null) {
            return;
        }
        task.run();
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was hashed");
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed: " + e.getCause(), e.getCause());
        }
    }
}
