package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that is begun ahead of where its results are wanted, in order; each must stand for itself. Who takes a result that nobody has
 * begun computes it himself, so that threads which take never wait for threads which do not come, however narrow the executor; while
 * another thread computes it, he begins what comes after it. Used by one thread.
 */
final class Lookahead<T> implements AutoCloseable {
    private final Executor executor;
    private final Deque<FutureTask<T>> ahead = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Lookahead(Executor executor) {
        this.executor = executor;
    }

    /** Begins some work behind what is under way. */
    void begin(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            if (closed.get()) {
                throw new CancellationException();
            }
            return work.call();
        });
        ahead.addLast(task);
        executor.execute(task);
    }

    /** How much was begun and not taken. */
    int size() {
        return ahead.size();
    }

    /** The result of what was begun first; throws what the work threw. */
    T take() throws IOException {
        FutureTask<T> task = ahead.removeFirst();
        task.run();
        for (FutureTask<T> next : ahead) {
            if (task.isDone()) {
                break;
            }
            next.run(); // instead of waiting; one that is under way is left alone
        }
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildException.of(ErrorCode.INTERRUPTED, "the build was interrupted");
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private static IOException unwrapped(Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }

    /** Gives up what was not taken, and returns when nothing of it is under way. */
    @Override
    public void close() {
        closed.set(true);
        for (FutureTask<T> task : ahead) {
            task.run();
            try {
                task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                continue; // nobody wants to know any more
            }
        }
        ahead.clear();
    }
}
