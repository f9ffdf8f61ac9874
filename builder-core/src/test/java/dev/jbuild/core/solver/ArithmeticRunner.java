package dev.jbuild.core.solver;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Steps that calculate: a layer holds a number, {@code RUN add 3} makes one that is the sum of its inputs and 3, {@code RUN set 5} one
 * that is 5, {@code RUN even} one that is 0 or 1 as its input is. COPY takes the number of a context, or of another stage and 1000; a
 * pattern {@code parity} observes only whether it is even, and one of {@code absent} fails. Counts what it is asked. Thread-safe.
 */
final class ArithmeticRunner implements StepRunner {
    final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
    /** Steps whose layers are packed later: when this is done. */
    final Map<String, CompletableFuture<Void>> packings = new ConcurrentHashMap<>();

    final AtomicInteger finished = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    final AtomicInteger observed = new AtomicInteger();
    volatile long context = 1;
    volatile long drift;

    private final Map<DiffId, Long> working = new ConcurrentHashMap<>();
    private final BlobStore blobs;
    private final Executor executor;

    ArithmeticRunner(BlobStore blobs, Executor executor) {
        this.blobs = blobs;
        this.executor = executor;
    }

    int runs(String text) {
        return runs.getOrDefault(text, new AtomicInteger()).get();
    }

    int allRuns() {
        return runs.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Override
    public CompletionStage<Optional<Observation>> observe(StepRequest request, int input) {
        return Stages.supply(() -> observed(request, input), executor);
    }

    private Optional<Observation> observed(StepRequest request, int input) throws IOException {
        observed.incrementAndGet();
        String pattern = request.vertex().op() instanceof Op.Copy copy
                ? ((Op.Copy.Source.Files) copy.sources().get(0)).pattern()
                : "";
        if (input == 1 && pattern.equals("absent")) {
            throw BuildException.of(ErrorCode.SOURCE_NOT_FOUND, "it is not there");
        }
        if (request.inputs().get(input) instanceof StepInput.Context) {
            return Optional.of(Observation.of(Digest.ofUtf8("context " + context)));
        }
        return pattern.equals("parity") && input == 1
                ? Optional.of(Observation.of(Digest.ofUtf8("parity " + value(request.layers(1)) % 2)))
                : Optional.empty();
    }

    @Override
    public CompletionStage<Optional<Observation>> identify(StepRequest request) {
        return CompletableFuture.completedFuture(Optional.of(Observation.of(Digest.ofUtf8("url " + context))));
    }

    @Override
    public CompletionStage<StepResult> run(StepRequest request) {
        String text = request.vertex().label().text();
        runs.computeIfAbsent(text, key -> new AtomicInteger()).incrementAndGet();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        CompletableFuture<Void> gate = gates.getOrDefault(text, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> woken = new CompletableFuture<>();
        Cancellation.Registration registration = request.cancellation()
                .onCancel(() -> woken.completeExceptionally(
                        BuildException.of(ErrorCode.INTERRUPTED, "the build was cancelled")));
        gate.whenComplete((done, failure) -> woken.complete(null));
        return woken.thenApplyAsync(open -> Stages.unchecked(() -> result(request)), executor)
                .whenComplete((result, failure) -> {
                    running.decrementAndGet();
                    registration.close();
                });
    }

    private StepResult result(StepRequest request) throws IOException {
        Op op = request.vertex().op();
        if (op instanceof Op.Image) {
            return new StepResult(null, Contents.SCRATCH, Instant.EPOCH, "fetched");
        }
        long number = op instanceof Op.Run run ? calculate(run.args(), request) : copied(request);
        CompletableFuture<Void> packing = packings.get(request.vertex().label().text());
        if (packing != null) {
            DiffId name = new DiffId(Digest.ofUtf8("working " + number));
            working.put(name, number);
            Digest content = Digest.of(Long.toString(number).getBytes(StandardCharsets.UTF_8));
            return new StepResult(
                    name,
                    content,
                    Instant.ofEpochSecond(number),
                    number + " made",
                    packing.thenApplyAsync(done -> Stages.unchecked(() -> new DiffId(put(number))), executor));
        }
        Digest blob = put(number);
        return new StepResult(new DiffId(blob), blob, Instant.ofEpochSecond(number), number + " made");
    }

    private Digest put(long number) throws IOException {
        return blobs.put(Long.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void finish() {
        finished.incrementAndGet();
    }

    private long calculate(List<String> args, StepRequest request) throws IOException {
        switch (args.get(0)) {
            case "add":
                long sum = Long.parseLong(args.get(1));
                for (StepInput input : request.inputs()) {
                    sum += input instanceof StepInput.Layers layers ? value(layers) : 0;
                }
                return sum;
            case "set":
                return Long.parseLong(args.get(1));
            case "even":
                return value(request.rootFs()) % 2;
            case "drift":
                return Long.parseLong(args.get(1)) + drift;
            default:
                throw BuildException.of(
                        ErrorCode.COMMAND_FAILED, request.vertex().label() + ": exit status 1");
        }
    }

    private long copied(StepRequest request) throws IOException {
        return request.inputs().get(1) instanceof StepInput.Layers layers ? 1000 + value(layers) : context;
    }

    /** The number that a stack of layers stands for: of its top layer. */
    long value(StepInput.Layers layers) throws IOException {
        if (layers.chain().isEmpty()) {
            return 0;
        }
        DiffId layer = layers.chain().get(layers.chain().size() - 1);
        if (working.containsKey(layer)) {
            return working.get(layer);
        }
        Digest top = layer.digest();
        if (!blobs.contains(top)) {
            return 0; // a base image, which is nothing
        }
        return Long.parseLong(new String(blobs.open(top).readAllBytes(), StandardCharsets.UTF_8));
    }
}
