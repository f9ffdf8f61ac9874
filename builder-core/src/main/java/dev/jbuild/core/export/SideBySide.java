package dev.jbuild.core.export;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Carries out tasks two at a time: one lane is the caller, the other a thread of an executor, which the caller does not wait for
 * when it is too busy to begin.
 */
final class SideBySide {
    private SideBySide() {}

    /** One task. */
    interface Task<T> {
        T run() throws IOException;
    }

    /** The results in the order of the tasks. The first failure stops what was not begun. */
    static <T> List<T> run(List<Task<T>> tasks, Executor executor) throws IOException {
        List<FutureTask<T>> all = new ArrayList<>();
        tasks.forEach(task -> all.add(new FutureTask<>(task::run)));
        ConcurrentLinkedQueue<FutureTask<T>> waiting = new ConcurrentLinkedQueue<>(all);
        if (all.size() > 1) {
            executor.execute(() -> drain(waiting));
        }
        drain(waiting);
        return results(all);
    }

    /** Waits for all of them, also after a failure, so that nothing goes on behind the caller's back. */
    private static <T> List<T> results(List<FutureTask<T>> all) throws IOException {
        List<T> results = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        for (FutureTask<T> task : all) {
            try {
                results.add(result(task));
            } catch (CancellationException e) {
                // Another one failed, and was or will be seen.
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
            throw failures.get(0);
        }
        return results;
    }

    private static <T> void drain(ConcurrentLinkedQueue<FutureTask<T>> waiting) {
        for (FutureTask<T> task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
            if (failed(task)) {
                waiting.forEach(left -> left.cancel(false));
            }
        }
    }

    private static boolean failed(FutureTask<?> task) {
        try {
            result(task);
            return false;
        } catch (IOException | RuntimeException | Error e) {
            return true; // it is thrown where the results are gathered
        }
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while layers were compressed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException("a task failed", e.getCause());
        }
    }
}
