package dev.jbuild.cache.lock;

import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Holder;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Between builds and a collector. Collectors run one at a time. While one has moved objects away and not yet given back those that
 * are leased, it holds the gate; who misses an object waits at the gate and looks again. Thread-safe.
 */
public final class CollectionLocks {
    private static final long ONE_AT_A_TIME = KernelLocks.offset(KernelLocks.Region.COLLECTOR, 0);
    private static final long GATE = KernelLocks.offset(KernelLocks.Region.COLLECTOR, 1);
    private static final long PATIENCE_MILLIS =
            5000; // a collector that takes longer was stopped; then the object is a miss

    private final KernelLocks locks;

    public CollectionLocks(KernelLocks locks) {
        this.locks = locks;
    }

    /** Waits until no other collector runs. */
    public Hold collect(Consumer<Holder> waiting) throws IOException {
        try {
            return locks.acquire(ONE_AT_A_TIME, Mode.EXCLUSIVE, waiting)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new IOException("cannot lock the store for collection", e.getCause());
        }
    }

    /** Shuts the gate. */
    public Hold shutGate() throws IOException {
        try {
            return locks.acquire(GATE, Mode.EXCLUSIVE, holder -> {})
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new IOException("cannot lock the store for collection", e.getCause());
        }
    }

    /** Returns when no collector is between taking away and giving back. */
    public void awaitGate() throws IOException {
        Optional<Hold> open = locks.tryAcquire(GATE, Mode.SHARED);
        if (open.isPresent()) {
            open.get().close();
            return;
        }
        CompletableFuture<Hold> waiting =
                locks.acquire(GATE, Mode.SHARED, holder -> {}).toCompletableFuture();
        try {
            waiting.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).close();
        } catch (TimeoutException e) {
            if (!waiting.cancel(false)) {
                waiting.join().close();
            }
        } catch (InterruptedException e) {
            waiting.cancel(false);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException("cannot lock the store for a look", e.getCause());
        }
    }
}
