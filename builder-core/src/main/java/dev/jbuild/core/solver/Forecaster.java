package dev.jbuild.core.solver;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.Forecast.Line;
import dev.jbuild.core.solver.Forecast.Verdict;
import dev.jbuild.core.store.BuildStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Walks a plan as a build would, asking records only. Thread-safe. */
final class Forecaster {
    private final SolveRequest request;
    private final PlanGraph graph;
    private final Definitions definitions;
    private final Lookups lookups;
    private final Explanations explanations;
    private final Executor work;
    private final Memo<VertexId, Verdict> verdicts;
    private final Map<VertexId, Line> lines = new ConcurrentHashMap<>();

    Forecaster(BuildStore store, StepRunner runner, SolverSettings settings, SolveRequest request) {
        this.request = request;
        this.graph = new PlanGraph(request.plan());
        this.work = settings.work();
        this.verdicts = new Memo<>(work);
        RequestFactory requests = new RequestFactory(graph, request.cancellation(), request.progress());
        this.definitions = new Definitions(graph, runner, settings, requests);
        this.lookups = new Lookups(graph, definitions, store, work);
        this.explanations = new Explanations(request, store, settings.clock());
    }

    CompletionStage<Forecast> forecast() {
        List<CompletionStage<Verdict>> targets = graph.plan().targets().stream()
                .map(target -> verdict(target.vertex()))
                .toList();
        return Stages.all(targets).thenApplyAsync(told -> forecastOfLines(), work);
    }

    private Forecast forecastOfLines() {
        List<Line> all = new ArrayList<>(lines.values());
        all.sort(Comparator.comparing(line -> line.vertex().index()));
        return new Forecast(all);
    }

    private CompletionStage<Verdict> verdict(VertexId id) {
        return verdicts.get(id, graph::below, this::find);
    }

    private CompletionStage<Verdict> find(VertexId id) {
        Vertex vertex = graph.vertex(id);
        if (vertex.op() instanceof Op.Scratch || vertex.op() instanceof Op.Image) {
            return CompletableFuture.completedFuture(told(id, Verdict.HIT, Explanation.of("")));
        }
        return below(id).thenComposeAsync(below -> find(id, below), work).exceptionally(failure -> {
            Vertex culprit = graph.vertex(definitions.culprit(id));
            throw new CompletionException(Failures.of(culprit, failure, request));
        });
    }

    /** What becomes of the rootfs, which a build looks at first. */
    private CompletionStage<Verdict> below(VertexId id) {
        return graph.rootFs(id).map(this::verdict).orElseGet(() -> CompletableFuture.completedFuture(Verdict.HIT));
    }

    private CompletionStage<Verdict> find(VertexId id, Verdict below) {
        return lookups.own(id)
                .thenComposeAsync(
                        hit -> {
                            boolean found = hit.isPresent() && hit.get().obtainable();
                            if (found && (below == Verdict.HIT || !graph.isBoundToRootFs(id))) {
                                return CompletableFuture.completedFuture(told(id, Verdict.HIT, Explanation.of("")));
                            }
                            return miss(id);
                        },
                        work);
    }

    private CompletionStage<Verdict> miss(VertexId id) {
        List<CompletionStage<Verdict>> inputs = graph.layerInputs(id).stream()
                .map(input -> verdict(graph.input(id, input)))
                .toList();
        return Stages.all(inputs)
                .thenCombineAsync(
                        definitions.of(id),
                        (verdicts, defined) -> {
                            boolean own = verdicts.stream().allMatch(v -> v == Verdict.HIT);
                            boolean ignored = graph.vertex(id).cache() == Vertex.CachePolicy.IGNORE;
                            Explanation why =
                                    own || ignored ? explanations.ofMiss(defined) : Explanation.of("its input changes");
                            return told(id, own || ignored ? Verdict.MISS : Verdict.MAYBE, why);
                        },
                        work);
    }

    private Verdict told(VertexId id, Verdict verdict, Explanation why) {
        lines.put(id, new Line(id, verdict, why));
        return verdict;
    }
}
