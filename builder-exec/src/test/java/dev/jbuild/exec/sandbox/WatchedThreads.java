package dev.jbuild.exec.sandbox;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for a sandbox, of which a test can know whether one of them begins something for the next command. */
final class WatchedThreads extends ThreadPoolExecutor {
    private final AtomicInteger beginning = new AtomicInteger();

    WatchedThreads() {
        super(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    }

    /** What waits for a command comes from others; some of it waits for a terminal for ever, and is not waited for. */
    @Override
    public void execute(Runnable task) {
        if (!task.getClass().getName().startsWith(NativeSandbox.class.getName())) {
            super.execute(task);
            return;
        }
        beginning.incrementAndGet();
        super.execute(() -> {
            try {
                task.run();
            } finally {
                beginning.decrementAndGet();
            }
        });
    }

    boolean areBeginning() {
        return beginning.get() > 0;
    }
}
