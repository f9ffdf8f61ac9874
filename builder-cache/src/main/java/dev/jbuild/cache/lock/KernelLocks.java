package dev.jbuild.cache.lock;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.StoreLocks;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Locks of one store: first among the threads of this process, then among processes by single bytes of one file, which the kernel
 * frees when a process dies. Waiting holds no thread: one thread asks again for all who wait.
 *
 * <p>The kernel's locks belong to the process and the file: a second open file of the same name would drop all locks of the first
 * when it is closed. So one process has one of these for one store, and the map that holds them is the only state of this module
 * that is static. Thread-safe.
 */
public final class KernelLocks implements StoreLocks, Closeable {
    private static final Map<Path, KernelLocks> OPEN = new HashMap<>();
    private static final int REGION_SHIFT =
            59; // leaves 16 regions of 2^59 bytes, of which the lower 15 are positive offsets

    /** Ranges of bytes beside those of the levels. */
    enum Region {
        LEASE,
        COLLECTOR
    }

    private final Path path;
    private final LockFile file;
    private final Map<Long, LockSlot> slots = new HashMap<>();
    private Optional<ScheduledThreadPoolExecutor> poller = Optional.empty();
    private int users;

    private KernelLocks(Path path, LockFile file) {
        this.path = path;
        this.file = file;
    }

    /** The locks of the store whose lock file this is; each caller closes. */
    public static KernelLocks open(Path lockFile) throws IOException {
        Path path = lockFile.toAbsolutePath().normalize();
        synchronized (OPEN) {
            KernelLocks locks = OPEN.get(path);
            if (locks == null) {
                locks = new KernelLocks(path, LockFile.open(path));
                OPEN.put(path, locks);
            }
            locks.users++;
            return locks;
        }
    }

    @Override
    public CompletionStage<Hold> acquire(Level level, Digest name, Mode mode, Consumer<Holder> waiting) {
        return acquire(offset(level, name), mode, waiting);
    }

    /** A lock that is free at this moment, or nothing. */
    public Optional<Hold> tryAcquire(Level level, Digest name, Mode mode) {
        return tryAcquire(offset(level, name), mode);
    }

    CompletionStage<Hold> acquire(long offset, Mode mode, Consumer<Holder> waiting) {
        LockSlot.Waiter waiter = new LockSlot.Waiter(mode);
        pump(offset, Optional.of(waiter));
        if (!waiter.future.isDone()) {
            waiting.accept(holder(offset));
        }
        return waiter.future;
    }

    Optional<Hold> tryAcquire(long offset, Mode mode) {
        LockSlot.Waiter waiter = new LockSlot.Waiter(mode);
        pump(offset, Optional.of(waiter));
        return waiter.future.cancel(false) ? Optional.empty() : Optional.of(waiter.future.join());
    }

    /** Lets in whoever may enter. Futures complete outside the monitor, since what hangs on them may come back here. */
    private void pump(long offset, Optional<LockSlot.Waiter> arriving) {
        List<LockSlot.Waiter> admitted;
        try {
            synchronized (slots) {
                LockSlot slot = slots.computeIfAbsent(offset, LockSlot::new);
                arriving.ifPresent(slot::enqueue);
                admitted = admitOrFail(slot);
                if (slot.isUnused()) {
                    slots.remove(offset);
                } else if (slot.waitsForOthers() && !slot.polling) {
                    slot.polling = true;
                    poller().schedule(() -> poll(slot), slot.nextPollMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (FailedLockException e) {
            e.waiters.forEach(waiter -> waiter.future.completeExceptionally(e.getCause()));
            return;
        }
        for (LockSlot.Waiter waiter : admitted) {
            Hold hold = new SlotHold(offset);
            if (!waiter.future.complete(hold)) {
                hold.close(); // it was given up meanwhile
            }
        }
    }

    private List<LockSlot.Waiter> admitOrFail(LockSlot slot) {
        try {
            return slot.admit(file);
        } catch (IOException e) {
            throw new FailedLockException(e, slot.dropWaiters());
        }
    }

    private void poll(LockSlot slot) {
        synchronized (slots) {
            slot.polling = false;
        }
        pump(slot.offset, Optional.empty());
    }

    private void release(long offset) {
        synchronized (slots) {
            try {
                slots.get(offset).leave();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // only a closed channel does this, and then nothing is locked
            }
        }
        pump(offset, Optional.empty());
    }

    private Holder holder(long offset) {
        synchronized (slots) {
            LockSlot slot = slots.get(offset);
            if (slot == null || slot.isHeldHere()) {
                return new Holder(0);
            }
        }
        return new Holder(ProcLocks.holder(offset));
    }

    private ScheduledThreadPoolExecutor poller() {
        if (poller.isEmpty()) {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "jbuild-locks");
                thread.setDaemon(true);
                return thread;
            });
            poller = Optional.of(executor);
        }
        return poller.get();
    }

    /** A byte for a name: a region for each level, and in it the place that the digest gives. Two names never meet in practice. */
    static long offset(Level level, Digest name) {
        return place(level.ordinal(), Long.parseUnsignedLong(name.hex().substring(0, 16), 16));
    }

    static long offset(Region region, long name) {
        return place(Level.values().length + region.ordinal(), name);
    }

    private static long place(int region, long name) {
        return ((long) region << REGION_SHIFT) | (name & ((1L << REGION_SHIFT) - 1));
    }

    /** Frees nothing that is still held through another user of the same store in this process. */
    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(path);
        }
        synchronized (slots) {
            poller.ifPresent(ScheduledThreadPoolExecutor::shutdownNow);
            poller = Optional.empty();
        }
        file.close();
    }

    private static final class FailedLockException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<LockSlot.Waiter> waiters;

        FailedLockException(IOException cause, List<LockSlot.Waiter> waiters) {
            super(cause);
            this.waiters = waiters;
        }
    }

    private final class SlotHold implements Hold {
        private final long offset;
        private boolean closed;

        SlotHold(long offset) {
            this.offset = offset;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            release(offset);
        }
    }
}
