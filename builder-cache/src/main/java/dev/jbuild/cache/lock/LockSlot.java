package dev.jbuild.cache.lock;

import dev.jbuild.core.store.StoreLocks;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who holds one lock in this process and who waits for it, first come first served. The kernel's lock is taken for the first holder
 * and given back after the last. Used under the monitor of {@link KernelLocks}.
 */
final class LockSlot {
    static final long FIRST_POLL_MILLIS = 1;
    private static final long LAST_POLL_MILLIS = 50;

    final long offset;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private Optional<FileLock> kernelLock = Optional.empty();
    private StoreLocks.Mode mode = StoreLocks.Mode.SHARED;
    private int held;
    private long pollMillis = FIRST_POLL_MILLIS;
    boolean polling;

    LockSlot(long offset) {
        this.offset = offset;
    }

    /** Somebody who waits; the future gets the hold. */
    static final class Waiter {
        final StoreLocks.Mode mode;
        final CompletableFuture<StoreLocks.Hold> future = new CompletableFuture<>();

        Waiter(StoreLocks.Mode mode) {
            this.mode = mode;
        }
    }

    void enqueue(Waiter waiter) {
        waiters.add(waiter);
    }

    boolean isHeldHere() {
        return held > 0;
    }

    boolean isUnused() {
        return held == 0 && waiters.isEmpty();
    }

    /** True when somebody waits for what another process has. */
    boolean waitsForOthers() {
        return held == 0 && !waiters.isEmpty();
    }

    /** Lets in whoever may enter now, who are counted as holders; their futures are for the caller to complete. */
    List<Waiter> admit(LockFile file) throws IOException {
        List<Waiter> admitted = new ArrayList<>();
        waiters.removeIf(waiter -> waiter.future.isDone());
        while (!waiters.isEmpty() && enter(waiters.peekFirst().mode, file)) {
            admitted.add(waiters.removeFirst());
        }
        return admitted;
    }

    private boolean enter(StoreLocks.Mode wanted, LockFile file) throws IOException {
        if (held > 0) {
            if (mode != StoreLocks.Mode.SHARED || wanted != StoreLocks.Mode.SHARED) {
                return false;
            }
        } else {
            kernelLock = file.tryLock(offset, wanted == StoreLocks.Mode.SHARED);
            if (kernelLock.isEmpty()) {
                return false;
            }
            mode = wanted;
            pollMillis = FIRST_POLL_MILLIS;
        }
        held++;
        return true;
    }

    void leave() throws IOException {
        held--;
        if (held == 0 && kernelLock.isPresent()) {
            FileLock lock = kernelLock.get();
            kernelLock = Optional.empty();
            lock.release();
        }
    }

    /** How long to wait before the next try: 1, 2, 4 … 50 ms. */
    long nextPollMillis() {
        long now = pollMillis;
        pollMillis = Math.min(LAST_POLL_MILLIS, pollMillis * 2);
        return now;
    }

    /** All who wait, who are forgotten here. */
    List<Waiter> dropWaiters() {
        List<Waiter> dropped = List.copyOf(waiters);
        waiters.clear();
        return dropped;
    }
}
