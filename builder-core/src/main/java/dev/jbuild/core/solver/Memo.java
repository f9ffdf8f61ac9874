package dev.jbuild.core.solver;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stages by key, each made once, by who asks first; a failure is kept, too. A failure goes to those that wait for it by the executor,
 * if there is one: it skips whatever was to be done, and a chain of stages may be longer than a thread's stack. Thread-safe.
 */
public final class Memo<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> stages = new ConcurrentHashMap<>();
    private final @Nullable Executor failing;

    /** For stages that do not wait for one another. */
    public Memo() {
        this.failing = null;
    }

    /** For stages that wait for those of other keys. */
    public Memo(Executor failing) {
        this.failing = failing;
    }

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
                    fail(mine, Stages.cause(failure));
                }
            });
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void fail(CompletableFuture<V> stage, Throwable cause) {
        if (failing == null) {
            stage.completeExceptionally(cause);
        } else {
            failing.execute(() -> stage.completeExceptionally(cause));
        }
    }

    /**
     * As {@link #get(Object, Function)}, for a stage that {@code make} builds upon those of other keys: these are made first, the lowest
     * of all before any other, so that no stage is made within the making of another. A chain of keys may be longer than a thread's stack.
     *
     * @param below the keys that {@code make} asks for; there are no cycles
     */
    public CompletionStage<V> get(
            K key, Function<K, ? extends Collection<K>> below, Function<K, CompletionStage<V>> make) {
        CompletableFuture<V> known = stages.get(key);
        if (known != null) {
            return known;
        }
        Deque<K> open = new ArrayDeque<>();
        Set<K> entered = new HashSet<>();
        open.push(key);
        while (!open.isEmpty()) {
            K next = open.peek();
            if (entered.add(next)) {
                for (K lower : below.apply(next)) {
                    if (!stages.containsKey(lower) && !entered.contains(lower)) {
                        open.push(lower);
                    }
                }
            } else {
                open.pop();
                get(next, make);
            }
        }
        return get(key, make);
    }

    /** What was asked for before; empty when nobody did. */
    Optional<CompletionStage<V>> peek(K key) {
        return Optional.ofNullable(stages.get(key));
    }
}
