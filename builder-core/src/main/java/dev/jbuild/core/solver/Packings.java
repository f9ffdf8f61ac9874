package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.CacheRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Layers that have a working name while they are packed beside the following steps, and what waits for their lasting names. No
 * working name gets into a record of the store or out of the solver. Thread-safe.
 */
final class Packings {
    private final FailureReport failures;
    private final Executor work;
    private final Map<DiffId, CompletionStage<DiffId>> lasting = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<CompletableFuture<?>> waiting = new ConcurrentLinkedQueue<>();

    Packings(FailureReport failures, Executor work) {
        this.failures = failures;
        this.work = work;
    }

    /** A layer is being packed; should that fail, then its vertex does. */
    void add(VertexId id, DiffId working, CompletionStage<DiffId> packing) {
        lasting.put(working, reported(id, packing));
    }

    /** Hands the record on by the lasting name of its layer: now if it has that, else when it does; never if packing fails. */
    CompletionStage<Void> whenPacked(CacheRecord record, Consumer<CacheRecord> use) {
        Optional<CompletionStage<DiffId>> packing = record.layerIfAny().map(lasting::get);
        if (packing.isEmpty()) {
            use.accept(record);
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<Void> used = packing.get().thenAcceptAsync(layer -> use.accept(record.withLayer(layer)), work);
        waiting.add(used.toCompletableFuture());
        return used;
    }

    /**
     * As {@link #whenPacked}, but never now: what follows the step does not wait for it, only the end of the build does. Should it fail,
     * then the vertex does.
     */
    CompletionStage<Void> besideWhenPacked(VertexId id, CacheRecord record, Consumer<CacheRecord> use) {
        DiffId layer = record.layer();
        CompletionStage<DiffId> packing = layer == null ? null : lasting.get(layer);
        CompletionStage<Void> used = packing == null
                ? CompletableFuture.runAsync(() -> use.accept(record), work)
                : packing.thenAcceptAsync(packed -> use.accept(record.withLayer(packed)), work);
        return reported(id, used);
    }

    private <T> CompletionStage<T> reported(VertexId id, CompletionStage<T> stage) {
        CompletionStage<T> reported = stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure != null) {
                        failures.report(id, failure);
                    }
                },
                work);
        waiting.add(reported.toCompletableFuture());
        return reported;
    }

    /** When all that was added is packed or has failed. */
    CompletionStage<Void> settled() {
        return CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new))
                .handle((done, failure) -> null);
    }

    /** The record by its layer's lasting name; only when all is settled and nothing failed. */
    CacheRecord lasting(CacheRecord record) {
        DiffId layer = record.layer();
        return layer == null || !lasting.containsKey(layer) ? record : record.withLayer(lasting(layer));
    }

    /** As {@link #lasting(CacheRecord)}. */
    StepInput.Layers lasting(StepInput.Layers layers) {
        if (lasting.isEmpty()) {
            return layers;
        }
        List<DiffId> chain = new ArrayList<>(layers.chain());
        chain.replaceAll(this::lasting);
        return new StepInput.Layers(chain, layers.content(), layers.newest(), layers.base());
    }

    private DiffId lasting(DiffId layer) {
        CompletionStage<DiffId> packing = lasting.get(layer);
        return packing == null ? layer : packing.toCompletableFuture().join();
    }
}
