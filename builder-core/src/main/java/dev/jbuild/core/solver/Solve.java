package dev.jbuild.core.solver;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** One solving of one plan: from the target down, each vertex at most once. Thread-safe. */
final class Solve {
    private final BuildStore store;
    private final SolveRequest request;
    private final Executor work;
    private final PlanGraph graph;
    private final SolveProgress progress;
    private final FailureReport failures;
    private final Definitions definitions;
    private final Lookups lookups;
    private final Explanations explanations;
    private final Realisation realisation;
    private final StepRunner runner;
    private final Packings packings;
    private final Memo<VertexId, StepInput.Layers> layers;
    private final Memo<VertexId, CacheRecord> records;
    private final Map<VertexId, CacheRecord> used = new ConcurrentHashMap<>();
    private final Map<VertexId, CompletableFuture<?>> begun = new ConcurrentHashMap<>();

    Solve(BuildStore store, StepRunner runner, SolverSettings settings, SolveRequest request) {
        this.store = store;
        this.request = request;
        this.work = settings.work();
        this.layers = new Memo<>(work);
        this.records = new Memo<>(work);
        this.graph = new PlanGraph(request.plan());
        this.progress = new SolveProgress(request.progress(), settings.clock());
        RequestFactory requests = new RequestFactory(graph, request.cancellation(), request.progress());
        this.definitions = new Definitions(graph, runner, settings, requests);
        this.failures = new FailureReport(graph, definitions, request, progress);
        this.lookups = new Lookups(graph, definitions, store, work);
        this.explanations = new Explanations(request, store, settings.clock());
        this.runner = runner;
        this.packings = new Packings(failures, work);
        this.realisation = new Realisation(
                graph,
                new Realisation.Parts(store, requests, definitions, lookups, runner, progress, failures, work),
                new StepExecution(
                        store, runner, settings, new StepExecution.Parts(lookups, progress, explanations, packings)),
                this::layers);
    }

    CompletionStage<Solution> solve() {
        CompletionStage<List<StepInput.Layers>> result =
                Stages.supply(this::targets, work).thenComposeAsync(ids -> Stages.all(layers(ids)), work);
        return result.handleAsync(
                        (found, failed) -> settled()
                                .thenComposeAsync(done -> packings.settled(), work)
                                .thenApplyAsync(done -> end(found, failed), work),
                        work)
                .thenComposeAsync(end -> end, work);
    }

    // By loops, here and below: streams are linked when first used, which every cached build would pay for.
    private List<VertexId> targets() {
        List<VertexId> targets = new ArrayList<>();
        for (BuildPlan.Target target : request.plan().targets()) {
            targets.add(target.vertex());
        }
        return targets;
    }

    private List<CompletionStage<StepInput.Layers>> layers(List<VertexId> ids) {
        List<CompletionStage<StepInput.Layers>> found = new ArrayList<>();
        for (VertexId id : ids) {
            found.add(layers(id));
        }
        return found;
    }

    private List<StepInput.Layers> lasting(List<StepInput.Layers> chains) {
        List<StepInput.Layers> lasting = new ArrayList<>();
        for (StepInput.Layers chain : chains) {
            lasting.add(packings.lasting(chain));
        }
        return lasting;
    }

    private Solution end(List<StepInput.Layers> found, Throwable failed) {
        try {
            runner.finish();
        } catch (IOException e) {
            // A directory form is a cache: the next build that wants it unpacks the layer.
        }
        tellWhatIsLeft();
        if (failed != null || failures.any()) {
            progress.cancelRest();
            throw new CompletionException(failures.first(failed));
        }
        realisation.finishImages();
        rememberKeys();
        used.replaceAll((id, record) -> packings.lasting(record));
        return new Solution(lasting(found), used, downloads(), progress.ranCount(), progress.cachedCount());
    }

    /** Also of files that nobody had to look at, as what was made of them was found. */
    private Map<VertexId, CacheRecord> downloads() {
        Map<VertexId, CacheRecord> records = new HashMap<>();
        definitions.downloads().forEach((id, key) -> {
            CacheRecord known = used.get(id);
            if (known != null) {
                records.put(id, known);
            } else {
                Stages.unchecked(() -> store.cache().find(key)).ifPresent(record -> records.put(id, record));
            }
        });
        return records;
    }

    private void tellWhatIsLeft() {
        List<SolveRequest.LeftByStep> left = new ArrayList<>();
        progress.begun().forEach((number, id) -> {
            Optional<StepInput.Layers> own = settled(id);
            Optional<StepInput.Layers> here = own.or(() -> graph.rootFs(id).flatMap(this::settled));
            here.flatMap(this::lasting)
                    .ifPresent(
                            chain -> left.add(new SolveRequest.LeftByStep(number, id, own.isPresent(), chain.chain())));
        });
        request.left().accept(left);
    }

    /** By names that last; empty when a layer could not be packed. */
    private Optional<StepInput.Layers> lasting(StepInput.Layers chain) {
        try {
            return Optional.of(packings.lasting(chain));
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    /** The layers of a vertex that are there, asked for or not by now. */
    private Optional<StepInput.Layers> settled(VertexId id) {
        return layers.peek(id)
                .map(CompletionStage::toCompletableFuture)
                .filter(stage -> stage.isDone() && !stage.isCompletedExceptionally())
                .map(CompletableFuture::join);
    }

    /** When all that was begun has ended, in whatever way, and what that began meanwhile, too. */
    private CompletionStage<Void> settled() {
        int count = begun.size();
        List<CompletableFuture<?>> open = new ArrayList<>(count);
        begun.values().forEach(stage -> open.add(stage.handle((value, failed) -> null)));
        return CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0]))
                .thenComposeAsync(
                        done -> begun.size() == count ? CompletableFuture.completedFuture(done) : settled(), work);
    }

    /**
     * What ran has remembered its key. When all was found, but not as the last build left it, the keys of what was found are
     * remembered, so that the next explanation compares with this build. One look at the targets tells.
     */
    private void rememberKeys() {
        boolean known = true;
        for (VertexId target : targets()) {
            known &= !used.containsKey(target) || explanations.remembers(defined(target));
        }
        if (known) {
            return;
        }
        used.keySet().forEach(id -> {
            if (!explanations.remembers(defined(id))) {
                explanations.remember(defined(id), explanations.prepare(defined(id)));
            }
        });
    }

    private Definitions.Defined defined(VertexId id) {
        return definitions.of(id).toCompletableFuture().join();
    }

    /** All layers of a vertex, its own on top. */
    private CompletionStage<StepInput.Layers> layers(VertexId id) {
        return layers.get(id, graph::below, this::findLayers);
    }

    private CompletionStage<StepInput.Layers> findLayers(VertexId id) {
        Vertex vertex = graph.vertex(id);
        if (vertex.op() instanceof Op.Scratch) {
            progress.cached(id, vertex, "");
            return CompletableFuture.completedFuture(Contents.NO_LAYERS);
        }
        if (vertex.op() instanceof Op.Image image) {
            realisation.useImage(id);
            return CompletableFuture.completedFuture(Contents.layers(image));
        }
        CompletionStage<StepInput.Layers> below = graph.rootFs(id)
                .map(this::layers)
                .orElseGet(() -> CompletableFuture.completedFuture(Contents.NO_LAYERS));
        return below.thenCombineAsync(record(id), Contents::append, work);
    }

    /** The record of a vertex's own layer, whose bytes can be had. */
    private CompletionStage<CacheRecord> record(VertexId id) {
        return records.get(id, this::findRecord);
    }

    private CompletionStage<CacheRecord> findRecord(VertexId id) {
        request.cancellation().check();
        CompletableFuture<CacheRecord> found = lookups.own(id)
                .thenComposeAsync(hit -> usable(id, hit), work)
                .thenComposeAsync(hit -> hit.map(h -> use(id, h)).orElseGet(() -> realisation.realise(id)), work)
                .toCompletableFuture();
        begun.put(id, found);
        return found.handleAsync((record, failed) -> settle(id, record, failed), work);
    }

    private CacheRecord settle(VertexId id, CacheRecord record, Throwable failed) {
        if (failed != null) {
            throw new CompletionException(failures.report(id, failed));
        }
        used.put(id, record);
        return record;
    }

    /** A hit counts when its bytes and, where it is bound to them, the layers below can be had as they were. */
    private CompletionStage<Optional<Lookups.Hit>> usable(VertexId id, Optional<Lookups.Hit> hit) {
        if (hit.isEmpty() || !hit.get().obtainable() || !graph.isBoundToRootFs(id)) {
            return CompletableFuture.completedFuture(hit.filter(Lookups.Hit::obtainable));
        }
        return lookups.known(graph.input(id, 0))
                .thenApplyAsync(
                        below -> hit.filter(
                                h -> below.map(Lookups.Known::obtainable).orElse(false)),
                        work);
    }

    private CompletionStage<CacheRecord> use(VertexId id, Lookups.Hit hit) {
        CompletionStage<?> below = graph.isBoundToRootFs(id) ? layers(graph.input(id, 0)) : definitions.of(id);
        return below.thenCombineAsync(definitions.of(id), (done, defined) -> use(id, hit, defined), work);
    }

    private CacheRecord use(VertexId id, Lookups.Hit hit, Definitions.Defined defined) {
        boolean byContent = hit.by() == Lookups.By.CONTENT;
        if (byContent) {
            Stages.unchecked(() -> store.cache().put(defined.definition().key(), hit.record()));
        }
        progress.cached(id, graph.vertex(id), byContent ? Realisation.SAME_CONTENT : "");
        return hit.record();
    }
}
