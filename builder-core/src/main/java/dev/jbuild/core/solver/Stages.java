package dev.jbuild.core.solver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What completion stages lack: checked exceptions and lists. */
public final class Stages {
    private Stages() {}

    /** Work that may fail with an IOException. */
    @FunctionalInterface
    public interface Io<T> {
        T get() throws IOException;
    }

    /** Does the work on the executor; an IOException fails the stage. */
    public static <T> CompletionStage<T> supply(Io<T> work, Executor executor) {
        return CompletableFuture.supplyAsync(() -> unchecked(work), executor);
    }

    /** Does the work here, inside a stage's function; an IOException becomes the CompletionException that stages fail with. */
    public static <T> T unchecked(Io<T> work) {
        try {
            return work.get();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** A stage from something that may throw before it has one. */
    public static <T> CompletionStage<T> start(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(Stages.cause(e));
        }
    }

    /** All results in order, when all stages are done; fails with the first failure in order. */
    public static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
        CompletableFuture<?>[] futures = new CompletableFuture<?>[stages.size()];
        for (int i = 0; i < futures.length; i++) {
            futures[i] = stages.get(i).toCompletableFuture();
        }
        return CompletableFuture.allOf(futures).thenApply(done -> {
            List<T> results = new ArrayList<>();
            for (CompletionStage<T> stage : stages) {
                results.add(stage.toCompletableFuture().join());
            }
            return results;
        });
    }

    /** Waits for a stage, and throws what it failed with as it is. */
    public static <T> T await(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = cause(e);
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a stage failed in a way that none may", cause);
        }
    }

    /** The failure itself, without what stages wrap around it. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
