package dev.jbuild.core.solver;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** Stages by key, each made once, by who asks first; a failure is kept, too. Thread-safe. */
public final class Memo<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> stages = new ConcurrentHashMap<>();

    public CompletionStage<V> get(K key, Function<K, CompletionStage<V>> make) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = stages.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        try {
            // Everything after this is made with an executor: who completes it here runs nothing of others.
            make.apply(key).whenComplete((value, failure) -> {
                if (failure == null) {
                    mine.complete(value);
                } else {
                    mine.completeExceptionally(Stages.cause(failure));
                }
            });
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return mine;
    }

    /** What was asked for before; empty when nobody did. */
    Optional<CompletionStage<V>> peek(K key) {
        return Optional.ofNullable(stages.get(key));
    }
}
