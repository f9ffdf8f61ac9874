package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.StoreLocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Locks among threads, first come first served. Thread-safe. */
public final class InMemoryStoreLocks implements StoreLocks {
    private final Map<Name, Queue> queues = new HashMap<>();

    @Override
    public CompletionStage<Hold> acquire(Level level, Digest name, Mode mode, Consumer<Holder> waiting) {
        Waiter waiter = new Waiter(mode);
        boolean mustWait;
        Queue queue;
        synchronized (queues) {
            queue = queues.computeIfAbsent(new Name(level, name), key -> new Queue());
            queue.waiters.add(waiter);
            mustWait = !queue.waiters.peekFirst().equals(waiter) || !queue.admits(mode);
        }
        if (mustWait) {
            waiting.accept(new Holder(0));
        }
        admit(queue);
        return waiter.future;
    }

    /** How many locks are held now. */
    public int heldCount() {
        synchronized (queues) {
            return queues.values().stream().mapToInt(queue -> queue.held).sum();
        }
    }

    private void admit(Queue queue) {
        List<Waiter> admitted = new ArrayList<>();
        synchronized (queues) {
            queue.waiters.removeIf(waiter -> waiter.future.isDone());
            while (!queue.waiters.isEmpty() && queue.admits(queue.waiters.peekFirst().mode)) {
                Waiter waiter = queue.waiters.removeFirst();
                queue.held++;
                queue.mode = waiter.mode;
                admitted.add(waiter);
            }
        }
        for (Waiter waiter : admitted) {
            Hold hold = new QueueHold(queue);
            if (!waiter.future.complete(hold)) {
                hold.close();
            }
        }
    }

    private record Name(Level level, Digest digest) {}

    private static final class Waiter {
        final Mode mode;
        final CompletableFuture<Hold> future = new CompletableFuture<>();

        Waiter(Mode mode) {
            this.mode = mode;
        }
    }

    private static final class Queue {
        final Deque<Waiter> waiters = new ArrayDeque<>();
        int held;
        Mode mode = Mode.SHARED;

        boolean admits(Mode wanted) {
            return held == 0 || mode == Mode.SHARED && wanted == Mode.SHARED;
        }
    }

    private final class QueueHold implements Hold {
        private final Queue queue;
        private boolean closed;

        QueueHold(Queue queue) {
            this.queue = queue;
        }

        @Override
        public void close() {
            synchronized (queues) {
                if (closed) {
                    return;
                }
                closed = true;
                queue.held--;
            }
            admit(queue);
        }
    }
}
