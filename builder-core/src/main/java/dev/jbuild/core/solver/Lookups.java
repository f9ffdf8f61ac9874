package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds out what records say of vertices, running nothing. Thread-safe. */
final class Lookups {
    private static final CompletionStage<Optional<Known>> UNKNOWN = CompletableFuture.completedFuture(Optional.empty());

    private final PlanGraph graph;
    private final Definitions definitions;
    private final BuildStore store;
    private final Executor work;
    private final Memo<VertexId, Optional<Known>> known;
    private final Memo<VertexId, Optional<Hit>> own;

    Lookups(PlanGraph graph, Definitions definitions, BuildStore store, Executor work) {
        this.graph = graph;
        this.definitions = definitions;
        this.store = store;
        this.work = work;
        this.known = new Memo<>(work);
        this.own = new Memo<>(work);
    }

    /**
     * What a vertex holds, layers below included.
     *
     * @param obtainable whether all of its layers can be had without running a step
     */
    record Known(Digest content, boolean obtainable) {}

    /** A record that holds for a vertex. */
    record Hit(CacheRecord record, boolean obtainable, By by) {}

    /** Which key found a record. */
    enum By {
        DEFINITION,
        CONTENT
    }

    /** What is known of all that a vertex holds, even when its bytes are gone. */
    CompletionStage<Optional<Known>> known(VertexId id) {
        return known.get(id, graph::below, this::findKnown);
    }

    /** The record of a vertex's own layer, right on the rootfs that is known to be below it. */
    CompletionStage<Optional<Hit>> own(VertexId id) {
        return own.get(id, this::findOwn);
    }

    private CompletionStage<Optional<Known>> findKnown(VertexId id) {
        Op op = graph.vertex(id).op();
        if (op instanceof Op.Scratch) {
            return CompletableFuture.completedFuture(Optional.of(new Known(Contents.SCRATCH, true)));
        }
        if (op instanceof Op.Image image) {
            return CompletableFuture.completedFuture(Optional.of(new Known(Contents.of(image), true)));
        }
        return below(id)
                .thenCombineAsync(
                        own(id),
                        (below, hit) -> below.flatMap(base -> hit.map(found -> new Known(
                                Contents.append(base.content(), found.record()),
                                base.obtainable() && found.obtainable()))),
                        work);
    }

    private CompletionStage<Optional<Known>> below(VertexId id) {
        return graph.rootFs(id)
                .map(this::known)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.of(new Known(Contents.SCRATCH, true))));
    }

    private CompletionStage<Optional<Hit>> findOwn(VertexId id) {
        if (graph.isUntold(id)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletionStage<Optional<Known>> base = graph.isBoundToRootFs(id) ? below(id) : UNKNOWN;
        return definitions
                .of(id)
                .thenCombineAsync(base, (defined, below) -> findOwn(id, defined, below), work)
                .thenComposeAsync(found -> found, work);
    }

    private CompletionStage<Optional<Hit>> findOwn(VertexId id, Definitions.Defined defined, Optional<Known> below) {
        if (graph.isBoundToRootFs(id) && below.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CacheKey key = defined.definition().key();
        Optional<Hit> byDefinition =
                Stages.unchecked(() -> find(key, below.map(Known::content)).map(record -> hit(record, By.DEFINITION)));
        if (byDefinition.isPresent() && byDefinition.get().obtainable()) {
            return CompletableFuture.completedFuture(byDefinition);
        }
        return contents(id)
                .thenApplyAsync(
                        contents -> contents.flatMap(known -> findByContent(defined, known))
                                .filter(hit -> hit.obtainable() || byDefinition.isEmpty())
                                .or(() -> byDefinition),
                        work);
    }

    private Optional<Hit> findByContent(Definitions.Defined defined, Map<Integer, Digest> contents) {
        CacheKey key = Definitions.byContent(defined, contents).key();
        return Stages.unchecked(() -> store.cache().find(key)).map(record -> hit(record, By.CONTENT));
    }

    /** What the inputs made of layers hold, by input; empty when that is not known of one. */
    private CompletionStage<Optional<Map<Integer, Digest>>> contents(VertexId id) {
        List<Integer> inputs = graph.layerInputs(id);
        List<CompletionStage<Optional<Known>>> asked = new ArrayList<>();
        for (int input : inputs) {
            asked.add(known(graph.input(id, input)));
        }
        return Stages.all(asked)
                .thenApplyAsync(
                        all -> {
                            Map<Integer, Digest> contents = new TreeMap<>();
                            for (int i = 0; i < inputs.size(); i++) {
                                int input = inputs.get(i);
                                all.get(i).ifPresent(found -> contents.put(input, found.content()));
                            }
                            return contents.size() == inputs.size() ? Optional.of(contents) : Optional.empty();
                        },
                        work);
    }

    /** The record of a key by content, when its bytes can be had. */
    Optional<Hit> obtainable(CacheKey key) throws IOException {
        return store.cache().find(key).map(record -> hit(record, By.CONTENT)).filter(Hit::obtainable);
    }

    /** The record of a key; when a base is given, only one whose layer was made on it. */
    private Optional<CacheRecord> find(CacheKey key, Optional<Digest> base) throws IOException {
        return store.cache()
                .find(key)
                .filter(record -> base.isEmpty() || record.base().equals(base.get()));
    }

    private Hit hit(CacheRecord record, By by) {
        return new Hit(record, Stages.unchecked(() -> isObtainable(record)), by);
    }

    /** Whether the bytes of a record's layer are here, in whatever form. */
    private boolean isObtainable(CacheRecord record) throws IOException {
        for (DiffId layer : record.layers()) {
            if (!store.blobs().contains(layer.digest()) && !hasCompressed(layer)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasCompressed(DiffId layer) throws IOException {
        for (LayerStore.CompressedLayer blob : store.layers().blobs(layer)) {
            if (store.blobs().contains(blob.descriptor().digest())) {
                return true;
            }
        }
        return false;
    }
}
