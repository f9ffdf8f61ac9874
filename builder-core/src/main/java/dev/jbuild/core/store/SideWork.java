package dev.jbuild.core.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Pieces of work beside the thread that gives them, one at a time and in order: a blob is hashed so while it is written. A few may wait, so
 * that who works need not be woken for each. What no thread has begun when the giver would have to wait is done by the giver, so that it
 * waits for nobody who does not work. Used by one thread.
 */
public final class SideWork {
    private final Executor executor;
    private final int most;
    private final Deque<FutureTask<Void>> given = new ArrayDeque<>(); // and not known to be done; the giver's
    private final Deque<FutureTask<Void>> waiting = new ArrayDeque<>(); // guarded by itself, as the state is
    private State state = State.IDLE;

    /** Who works. */
    private enum State {
        IDLE,
        /** The executor was asked to. */
        ASKED,
        WORKING
    }

    /** @param most how many pieces may be given and not done when {@link #begin} returns */
    public SideWork(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /** Something that may fail by input or output. */
    @FunctionalInterface
    public interface Work {
        void carryOut() throws IOException;
    }

    /** Has some work done behind all that was begun before; throws what earlier work threw. */
    public void begin(Work work) throws IOException {
        while (given.size() >= most) {
            await(given.removeFirst());
        }
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.carryOut();
            return null;
        });
        given.addLast(task);
        boolean idle;
        synchronized (waiting) {
            waiting.addLast(task);
            idle = state == State.IDLE;
            state = idle ? State.ASKED : state;
        }
        if (idle) {
            executor.execute(this::workIfAsked);
        }
    }

    /** Waits until all is done; throws what any of it threw. */
    public void finish() throws IOException {
        while (!given.isEmpty()) {
            await(given.removeFirst());
        }
    }

    private void workIfAsked() {
        synchronized (waiting) {
            if (state != State.ASKED) {
                return; // the giver did it
            }
            state = State.WORKING;
        }
        while (true) {
            FutureTask<Void> next;
            synchronized (waiting) {
                next = waiting.pollFirst();
                if (next == null) {
                    state = State.IDLE;
                    return;
                }
            }
            next.run();
        }
    }

    private void await(FutureTask<Void> task) throws IOException {
        if (!task.isDone()) {
            workIfAsked();
        }
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
