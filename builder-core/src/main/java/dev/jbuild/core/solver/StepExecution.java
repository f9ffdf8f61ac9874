package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs steps, each of equal ones once: within a build by what is in flight, among builds and processes by the locks of the keys,
 * definition first, then content. Records are looked up again once the lock is held, and the lock is kept until what was made is
 * durable, so that who waited finds it. A step that ignores records takes no lock. Thread-safe.
 */
final class StepExecution {
    private final BuildStore store;
    private final StepRunner runner;
    private final SolverSettings settings;
    private final Lookups lookups;
    private final SolveProgress progress;
    private final Explanations explanations;
    private final Packings packings;
    private final RunSlots slots;
    private final Memo<CacheKey, CacheRecord> flights = new Memo<>();

    StepExecution(BuildStore store, StepRunner runner, SolverSettings settings, Parts parts) {
        this.store = store;
        this.runner = runner;
        this.settings = settings;
        this.lookups = parts.lookups();
        this.progress = parts.progress();
        this.explanations = parts.explanations();
        this.packings = parts.packings();
        this.slots = new RunSlots(settings.maxParallelism());
    }

    /** What else of the solving it works with. */
    record Parts(Lookups lookups, SolveProgress progress, Explanations explanations, Packings packings) {}

    /** The record of the step's result. */
    CompletionStage<CacheRecord> execute(StepWork work) {
        Flight flight = new Flight();
        return flights.get(work.observed(), key -> flight.begin(() -> first(work)))
                .thenApplyAsync(record -> flight.begun ? record : shared(work, record), executor());
    }

    private CacheRecord shared(StepWork work, CacheRecord record) {
        CacheRecord mine = record.withBase(work.base());
        packings.whenPacked(mine, packed -> Stages.unchecked(() -> store.cache().put(work.definition(), packed)));
        progress.cached(work.id(), work.vertex(), "shares the run of an equal step");
        return mine;
    }

    private CompletionStage<CacheRecord> first(StepWork known) {
        StepWork work = known.begun(progress.started(known.id(), known.vertex()));
        progress.missed(work.id(), explanations.ofRun(work.defined()));
        if (!work.usesRecords()) {
            return run(work, List.of());
        }
        List<Hold> holds = new ArrayList<>();
        return lock(Level.DEFINITION_KEY, work, work.definition())
                .thenComposeAsync(
                        definition -> {
                            holds.add(definition);
                            return lock(Level.CONTENT_KEY, work, work.observed());
                        },
                        executor())
                .thenComposeAsync(
                        content -> {
                            holds.add(content);
                            return foundOrRun(work, holds);
                        },
                        executor())
                .whenComplete((record, failure) -> {
                    if (failure != null) {
                        holds.forEach(Hold::close);
                    }
                });
    }

    private CompletionStage<CacheRecord> foundOrRun(StepWork work, List<Hold> holds) {
        Optional<CacheRecord> found = work.find(lookups);
        if (found.isEmpty()) {
            return run(work, holds);
        }
        Stages.unchecked(() -> store.cache().put(work.definition(), found.get()));
        holds.forEach(Hold::close);
        progress.cached(work.id(), work.vertex(), "another build ran it meanwhile");
        return CompletableFuture.completedFuture(found.get());
    }

    private CompletionStage<Hold> lock(Level level, StepWork work, CacheKey key) {
        CompletableFuture<Hold> hold = store.locks()
                .acquire(
                        level,
                        lockName(key),
                        StoreLocks.Mode.EXCLUSIVE,
                        holder -> progress.waiting(work.id(), text(holder)))
                .toCompletableFuture();
        Cancellation.Registration registration = work.request().cancellation().onCancel(() -> hold.cancel(false));
        return hold.whenComplete((held, failure) -> registration.close());
    }

    private static Digest lockName(CacheKey key) {
        return Digest.ofUtf8(key.kind() + " " + key.digest());
    }

    private static String text(StoreLocks.Holder holder) {
        return holder.pid() == 0 ? "an equal step of another build" : "an equal step of process " + holder.pid();
    }

    private CompletionStage<CacheRecord> run(StepWork work, List<Hold> holds) {
        if (!work.runsCommand()) {
            return runNow(work, holds);
        }
        return slots.acquire()
                .thenComposeAsync(
                        slot -> runNow(work, holds).whenComplete((record, failure) -> slot.close()), executor());
    }

    private CompletionStage<CacheRecord> runNow(StepWork work, List<Hold> holds) {
        Started started = new Started(
                explanations.begin(work.defined(), executor()), settings.clock().instant(), holds);
        return Stages.start(() -> {
                    work.request().cancellation().check();
                    return runner.run(work.request());
                })
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        started.prepared().fields(); // nothing of the step may be under way when it has ended
                    }
                })
                .thenApplyAsync(result -> record(work, result, started), executor());
    }

    /** A step that runs: what will be remembered of it, since when, and under which locks. */
    private record Started(Explanations.Prepared prepared, Instant begin, List<Hold> holds) {

        /** Lets others have the step's keys. */
        void release() {
            holds.forEach(Hold::close);
        }
    }

    private CacheRecord record(StepWork work, StepResult result, Started started) {
        Instant now = settings.clock().instant();
        CacheRecord record = new CacheRecord(
                result.layer(),
                work.base(),
                result.content(),
                result.time(),
                now,
                store.lease().build(),
                Duration.between(started.begin(), now).toMillis());
        result.packingIfAny().ifPresent(packing -> packings.add(work.id(), result.layer(), packing));
        packings.besideWhenPacked(work.id(), record, packed -> remember(work, packed, started))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        started.release();
                    }
                });
        progress.ran(work.id(), result.summary());
        return record;
    }

    private void remember(StepWork work, CacheRecord record, Started started) {
        List<CompletionStage<Void>> durable = new ArrayList<>();
        for (CacheKey key : work.keys()) {
            durable.add(Stages.unchecked(() -> store.cache().put(key, record)));
        }
        // A failure to make it durable is reported when the build publishes; the locks are not to be kept for it.
        Stages.all(durable).whenComplete((done, failure) -> started.release());
        explanations.remember(work.defined(), started.prepared().fields());
    }

    private Executor executor() {
        return settings.work();
    }

    /** Whether the asker is who runs the step, or shares the run of another vertex. */
    private static final class Flight {
        private boolean begun;

        private CompletionStage<CacheRecord> begin(Supplier<CompletionStage<CacheRecord>> step) {
            begun = true;
            return step.get();
        }
    }
}
