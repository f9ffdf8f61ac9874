package dev.jbuild.cache.registry;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Transfers a few at a time. The first that fails fails them all, and none begins after it. Thread-safe. */
final class Lanes {
    private static final int WIDTH = 6; // as many connections as a browser makes to one server

    private final Queue<Transfer> waiting;
    private final AtomicInteger left;
    private final AtomicBoolean cancelled;
    private final CompletableFuture<Void> all = new CompletableFuture<>();

    /** Something that takes its time. */
    interface Transfer {
        CompletableFuture<Void> start();
    }

    private Lanes(List<Transfer> transfers, AtomicBoolean cancelled) {
        this.waiting = new ConcurrentLinkedQueue<>(transfers);
        this.left = new AtomicInteger(transfers.size());
        this.cancelled = cancelled;
    }

    /** @param cancelled is set when one has failed, so that the others may stop */
    static CompletableFuture<Void> run(List<Transfer> transfers, AtomicBoolean cancelled) {
        if (transfers.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Lanes lanes = new Lanes(transfers, cancelled);
        for (int i = 0; i < WIDTH; i++) {
            lanes.advance();
        }
        return lanes.all;
    }

    /** Begins transfers until one does not end at once; that one goes on with the lane. */
    private void advance() {
        for (Transfer next = poll(); next != null; next = poll()) {
            CompletableFuture<Void> begun = next.start();
            if (!begun.isDone()) {
                begun.whenComplete((done, failure) -> {
                    end(failure);
                    advance();
                });
                return;
            }
            end(begun.handle((done, failure) -> failure).join());
        }
    }

    private Transfer poll() {
        return cancelled.get() ? null : waiting.poll();
    }

    private void end(Throwable failure) {
        if (failure != null) {
            cancelled.set(true);
            all.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
        } else if (left.decrementAndGet() == 0) {
            all.complete(null);
        }
    }
}
