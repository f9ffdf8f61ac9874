package dev.jbuild.core.solver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Limits how many RUNs run at once, first come first served, without holding a thread. Thread-safe. */
final class RunSlots {
    private final Deque<CompletableFuture<Slot>> waiting = new ArrayDeque<>();
    private int free;

    RunSlots(int slots) {
        this.free = slots;
    }

    /** A slot to run in, to be closed once. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    CompletionStage<Slot> acquire() {
        CompletableFuture<Slot> turn = new CompletableFuture<>();
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return turn;
            }
            free--;
        }
        turn.complete(this::release);
        return turn;
    }

    private void release() {
        CompletableFuture<Slot> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.complete(this::release);
    }
}
