package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.Definitions.Defined;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Makes the layer of a vertex for which no record holds by what is known: asks for as little of the inputs as can tell, and tries the
 * key by content, then the key by what the step observes, before the step runs. Thread-safe.
 */
final class Realisation {
    static final String SAME_CONTENT = "its inputs hold the same as before";

    private final PlanGraph graph;
    private final Parts parts;
    private final StepExecution execution;
    private final Function<VertexId, CompletionStage<StepInput.Layers>> layers;
    private final Memo<VertexId, StepResult> images = new Memo<>();
    private final Set<VertexId> usedImages = ConcurrentHashMap.newKeySet();

    Realisation(
            PlanGraph graph,
            Parts parts,
            StepExecution execution,
            Function<VertexId, CompletionStage<StepInput.Layers>> layers) {
        this.graph = graph;
        this.parts = parts;
        this.execution = execution;
        this.layers = layers;
    }

    /** What it works with. */
    record Parts(
            BuildStore store,
            RequestFactory requests,
            Definitions definitions,
            Lookups lookups,
            StepRunner runner,
            SolveProgress progress,
            FailureReport failures,
            Executor work) {}

    /** The record of the vertex's layer, found or made. */
    CompletionStage<CacheRecord> realise(VertexId id) {
        return parts.definitions().of(id).thenComposeAsync(defined -> realise(id, defined), parts.work());
    }

    private CompletionStage<CacheRecord> realise(VertexId id, Defined defined) {
        List<Integer> inputs = graph.layerInputs(id);
        return needed(id, inputs)
                .thenComposeAsync(
                        contents -> found(id, defined, contents)
                                .<CompletionStage<CacheRecord>>map(CompletableFuture::completedFuture)
                                .orElseGet(() -> realised(id, inputs)
                                        .thenComposeAsync(all -> ready(id, defined, all, contents), parts.work())),
                        parts.work());
    }

    /**
     * What the inputs hold. Those of which no record tells are realised, all at once, and so is a rootfs whose bytes are gone, which
     * the image needs in any case; the others are left alone until it is clear that they are needed.
     */
    private CompletionStage<Map<Integer, Digest>> needed(VertexId id, List<Integer> inputs) {
        List<CompletionStage<Digest>> contents = new ArrayList<>();
        for (int input : inputs) {
            VertexId from = graph.input(id, input);
            contents.add(parts.lookups()
                    .known(from)
                    .thenComposeAsync(
                            known -> known.filter(found -> found.obtainable() || !isRootFs(id, input))
                                    .<CompletionStage<Digest>>map(
                                            found -> CompletableFuture.completedFuture(found.content()))
                                    .orElseGet(() ->
                                            layers.apply(from).thenApplyAsync(StepInput.Layers::content, parts.work())),
                            parts.work()));
        }
        return Stages.all(contents).thenApplyAsync(all -> zip(inputs, all), parts.work());
    }

    private CompletionStage<Map<Integer, StepInput.Layers>> realised(VertexId id, List<Integer> inputs) {
        List<CompletionStage<StepInput.Layers>> all = new ArrayList<>();
        for (int input : inputs) {
            all.add(layers.apply(graph.input(id, input)));
        }
        return Stages.all(all).thenApplyAsync(done -> zip(inputs, done), parts.work());
    }

    private Optional<CacheRecord> found(VertexId id, Defined defined, Map<Integer, Digest> contents) {
        if (!usesRecords(id)) {
            return Optional.empty();
        }
        return found(id, defined, Definitions.byContent(defined, contents).key(), base(id, contents));
    }

    /** A record that holds by content is put under the definition, too, where the next build finds it at once. */
    private Optional<CacheRecord> found(VertexId id, Defined defined, CacheKey key, Digest base) {
        Optional<CacheRecord> record = Stages.unchecked(() -> parts.lookups().obtainable(key))
                .map(hit -> hit.record().withBase(base));
        record.ifPresent(found -> {
            Stages.unchecked(
                    () -> parts.store().cache().put(defined.definition().key(), found));
            parts.progress().cached(id, graph.vertex(id), SAME_CONTENT);
        });
        return record;
    }

    /** @param asked the contents by which no record was found */
    private CompletionStage<CacheRecord> ready(
            VertexId id, Defined defined, Map<Integer, StepInput.Layers> inputs, Map<Integer, Digest> asked) {
        Map<Integer, Digest> contents = new TreeMap<>();
        inputs.forEach((input, realised) -> contents.put(input, realised.content()));
        Optional<CacheRecord> found = contents.equals(asked) ? Optional.empty() : found(id, defined, contents);
        if (found.isPresent()) {
            return CompletableFuture.completedFuture(found.get());
        }
        StepRequest request = parts.requests().realised(id, inputs);
        CacheKey byContent = Definitions.byContent(defined, contents).key();
        return fetchImages(inputs)
                .thenComposeAsync(fetched -> observations(request, inputs), parts.work())
                .thenComposeAsync(
                        seen -> foundOrRun(new StepWork(
                                request,
                                defined,
                                base(id, contents),
                                byContent,
                                Definitions.byObservation(defined, contents, seen)
                                        .key())),
                        parts.work());
    }

    private CompletionStage<CacheRecord> foundOrRun(StepWork work) {
        Optional<CacheRecord> found = work.usesRecords() && !work.observed().equals(work.content())
                ? found(work.id(), work.defined(), work.observed(), work.base())
                : Optional.empty();
        return found.<CompletionStage<CacheRecord>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> execution.execute(work));
    }

    private CompletionStage<Map<Integer, Observation>> observations(
            StepRequest request, Map<Integer, StepInput.Layers> inputs) {
        List<Integer> order = List.copyOf(inputs.keySet());
        List<CompletionStage<Optional<Observation>>> asked = new ArrayList<>();
        for (int input : order) {
            asked.add(parts.runner().observe(request, input));
        }
        return Stages.all(asked)
                .thenApplyAsync(
                        answers -> {
                            Map<Integer, Observation> seen = new TreeMap<>();
                            zip(order, answers).forEach((input, answer) -> answer.ifPresent(o -> seen.put(input, o)));
                            return seen;
                        },
                        parts.work());
    }

    /** A base image is used: its layers are known, and fetched only if a step must read them. */
    void useImage(VertexId id) {
        usedImages.add(id);
        Op.Image image = (Op.Image) graph.vertex(id).op();
        boolean here = Stages.unchecked(() -> {
            for (DiffId layer : image.layers()) {
                if (!parts.store().layers().hasIndex(layer)) {
                    return false;
                }
            }
            return true;
        });
        if (here) {
            parts.progress().cached(id, graph.vertex(id), "");
        }
    }

    /** The build ends: base images that no step had to read were found. */
    void finishImages() {
        usedImages.forEach(id -> parts.progress().cached(id, graph.vertex(id), ""));
    }

    private CompletionStage<List<StepResult>> fetchImages(Map<Integer, StepInput.Layers> inputs) {
        Map<VertexId, CompletionStage<StepResult>> fetches = new HashMap<>();
        for (StepInput.Layers input : inputs.values()) {
            input.baseIfAny().map(graph::image).ifPresent(id -> fetches.put(id, images.get(id, this::fetch)));
        }
        return Stages.all(List.copyOf(fetches.values()));
    }

    private CompletionStage<StepResult> fetch(VertexId id) {
        parts.progress().started(id, graph.vertex(id));
        return Stages.start(() -> parts.runner().run(parts.requests().unrealised(id)))
                .handleAsync(
                        (result, failure) -> {
                            if (failure != null) {
                                throw new CompletionException(parts.failures().report(id, failure));
                            }
                            if (result.summary().isEmpty()) {
                                parts.progress().cached(id, graph.vertex(id), "");
                            } else {
                                parts.progress().fetched(id, result.summary());
                            }
                            return result;
                        },
                        parts.work());
    }

    private boolean isRootFs(VertexId id, int input) {
        return input == 0 && graph.rootFs(id).isPresent();
    }

    private boolean usesRecords(VertexId id) {
        return graph.vertex(id).cache() == Vertex.CachePolicy.USE;
    }

    private Digest base(VertexId id, Map<Integer, Digest> contents) {
        return graph.rootFs(id).isPresent() ? contents.getOrDefault(0, Contents.SCRATCH) : Contents.SCRATCH;
    }

    private static <T> Map<Integer, T> zip(List<Integer> keys, List<T> values) {
        Map<Integer, T> map = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), values.get(i));
        }
        return map;
    }
}
