package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.VertexKeys.Circumstance;
import dev.jbuild.core.solver.VertexKeys.Named;
import dev.jbuild.core.store.CacheKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Computes the keys of vertices. Definition keys need no input of a step but what is observed of contexts, and what a changeable
 * source is now. Thread-safe.
 */
final class Definitions {
    private static final Named UNOBSERVED = new Named.ByContent(Contents.SCRATCH);

    private final PlanGraph graph;
    private final StepRunner runner;
    private final Executor work;
    private final RequestFactory requests;
    private final SolverSettings.Ids ids;
    private final Memo<VertexId, Defined> defined;

    Definitions(PlanGraph graph, StepRunner runner, SolverSettings settings, RequestFactory requests) {
        this.graph = graph;
        this.runner = runner;
        this.work = settings.work();
        this.defined = new Memo<>(work);
        this.ids = settings.ids();
        this.requests = requests;
    }

    /**
     * A vertex with its definition key.
     *
     * @param circumstance what a source is now that can change under its name, or how a command runs
     * @param contexts what is observed of inputs that are contexts, by input
     */
    record Defined(
            Vertex vertex,
            Definition definition,
            Optional<Circumstance> circumstance,
            Map<Integer, Observation> contexts) {}

    CompletionStage<Defined> of(VertexId id) {
        return defined.get(id, this::observedVertices, this::define);
    }

    /** The vertex without whose definition that of this one failed; this one where its own, or something later, failed. */
    VertexId culprit(VertexId id) {
        for (int input : VertexKeys.observed(graph.vertex(id))) {
            if (!graph.isContext(id, input)) {
                VertexId below = graph.input(id, input);
                if (of(below).toCompletableFuture().isCompletedExceptionally()) {
                    return culprit(below);
                }
            }
        }
        return id;
    }

    /** Those inputs whose own definition is part of this one's. */
    private List<VertexId> observedVertices(VertexId id) {
        List<VertexId> vertices = new ArrayList<>();
        for (int input : graph.layerInputs(id)) {
            vertices.add(graph.input(id, input));
        }
        return vertices;
    }

    private CompletionStage<Defined> define(VertexId id) {
        Vertex vertex = graph.vertex(id);
        Map<Integer, CompletionStage<Observation>> contexts = new TreeMap<>();
        Map<Integer, CompletionStage<Defined>> inputs = new TreeMap<>();
        for (int input : VertexKeys.observed(vertex)) {
            if (graph.isContext(id, input)) {
                contexts.put(input, observe(id, input));
            } else {
                inputs.put(input, of(graph.input(id, input)));
            }
        }
        return circumstance(id)
                .thenCombineAsync(Stages.all(List.copyOf(contexts.values())), Seen::new, work)
                .thenCombineAsync(
                        Stages.all(List.copyOf(inputs.values())),
                        (seen, keys) -> define(vertex, seen, contexts.keySet(), zip(inputs.keySet(), keys)),
                        work);
    }

    private record Seen(Optional<Circumstance> circumstance, List<Observation> observations) {}

    private static Defined define(
            Vertex vertex, Seen seen, Iterable<Integer> contextInputs, Map<Integer, Defined> keys) {
        Map<Integer, Observation> contexts = zip(contextInputs, seen.observations());
        Map<Integer, Named> named = new TreeMap<>();
        contexts.forEach((input, observation) -> named.put(input, new Named.ByObservation(observation.content())));
        keys.forEach((input, key) ->
                named.put(input, new Named.ByKey(key.definition().key())));
        Definition definition = VertexKeys.of(vertex, seen.circumstance(), inOrder(vertex, named));
        return new Defined(vertex, definition, seen.circumstance(), contexts);
    }

    /** The key by what the inputs that are made of layers hold. */
    static Definition byContent(Defined defined, Map<Integer, Digest> contents) {
        return byObservation(defined, contents, Map.of());
    }

    /** The key by what the step observes of its inputs; those of which it observes everything go in by all that they hold. */
    static Definition byObservation(
            Defined defined, Map<Integer, Digest> contents, Map<Integer, Observation> observations) {
        Map<Integer, Named> named = new TreeMap<>();
        contents.forEach((input, content) -> named.put(input, new Named.ByContent(content)));
        observations.forEach((input, observation) -> named.put(input, new Named.ByObservation(observation.content())));
        defined.contexts()
                .forEach((input, observation) -> named.put(input, new Named.ByObservation(observation.content())));
        return VertexKeys.of(defined.vertex(), defined.circumstance(), inOrder(defined.vertex(), named));
    }

    private CompletionStage<Observation> observe(VertexId id, int input) {
        return runner.observe(requests.unrealised(id), input)
                .thenApplyAsync(
                        seen -> seen.orElseThrow(() -> new IllegalStateException(
                                graph.vertex(id).label() + " does not say what it takes from its context")),
                        work);
    }

    private CompletionStage<Optional<Circumstance>> circumstance(VertexId id) {
        Op op = graph.vertex(id).op();
        if (op instanceof Op.Run && ids == SolverSettings.Ids.SINGLE) {
            return CompletableFuture.completedFuture(Optional.of(new Circumstance("ids", "single")));
        }
        if (!(op instanceof Op.HttpSource)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return runner.identify(requests.unrealised(id))
                .thenApplyAsync(
                        seen -> seen.map(
                                now -> new Circumstance("fetched", now.content().toString())),
                        work);
    }

    /** The keys of files of URLs, as far as somebody asked for them. */
    Map<VertexId, CacheKey> downloads() {
        Map<VertexId, CacheKey> found = new HashMap<>();
        for (int i = 0; i < graph.size(); i++) {
            VertexId id = new VertexId(i);
            Optional<CompletionStage<Defined>> asked =
                    graph.vertex(id).op() instanceof Op.HttpSource ? defined.peek(id) : Optional.empty();
            if (asked.isPresent()) {
                found.put(
                        id,
                        asked.get().toCompletableFuture().join().definition().key());
            }
        }
        return found;
    }

    private static List<Named> inOrder(Vertex vertex, Map<Integer, Named> named) {
        List<Named> list = new ArrayList<>();
        for (int i = 0; i < vertex.inputs().size(); i++) {
            list.add(named.getOrDefault(i, UNOBSERVED));
        }
        return list;
    }

    private static <T> Map<Integer, T> zip(Iterable<Integer> keys, List<T> values) {
        Map<Integer, T> map = new TreeMap<>();
        int next = 0;
        for (int key : keys) {
            map.put(key, values.get(next++));
        }
        return map;
    }
}
