package dev.jbuild.core.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work after another beside the thread that gives them, one at a time and in order: a blob is hashed so while it is written. What no thread has begun when the
 * next comes is done by the giver, so that it waits for nobody who does not work. Used by one thread.
 */
public final class SideWork {
    private final Executor executor;
    private @Nullable FutureTask<Void> running;

    public SideWork(Executor executor) {
        this.executor = executor;
    }

    /** Something that may fail by input or output. */
    @FunctionalInterface
    public interface Work {
        void carryOut() throws IOException;
    }

    /** Begins some work when what was begun before is done; throws what that threw. */
    public void begin(Work work) throws IOException {
        finish();
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.carryOut();
            return null;
        });
        running = task;
        executor.execute(task);
    }

    /** Waits until all is done; throws what the last work threw. */
    public void finish() throws IOException {
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
            throw new InterruptedIOException("interrupted while a layer was written");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }
}
