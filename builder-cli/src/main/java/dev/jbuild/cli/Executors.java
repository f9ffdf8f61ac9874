package dev.jbuild.cli;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two executors of a process, whose threads end with it: work is as wide as the processors, waits as wide as there is to wait
 * for.
 */
final class Executors {
    private static final int IDLE_SECONDS = 10;

    private Executors() {}

    /**
     * For what computes. What was asked for last is done first: of a chain of steps all are looked up before the first has run, and what
     * goes on with that one is not to wait for what is known of the last. The others are done while its command runs.
     */
    static ExecutorService work() {
        int width = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(width, width, IDLE_SECONDS, TimeUnit.SECONDS, new LastFirst(), named("work"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Tasks of which the latest comes first. Thread-safe. */
    private static final class LastFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            return offerFirst(task);
        }
    }

    /** For what waits. */
    static ExecutorService waits() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("wait"));
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
