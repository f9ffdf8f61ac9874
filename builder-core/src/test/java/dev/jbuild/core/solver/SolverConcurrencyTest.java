package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.VertexId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SolverConcurrencyTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final SolverRig rig = new SolverRig(pool);

    @AfterEach
    void stopPool() {
        pool.shutdownNow();
    }

    /** A target that mounts stages, each of which sets a number. */
    private static BuildPlan stages(int count) {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        List<VertexId> inputs = new ArrayList<>(List.of(scratch));
        for (int i = 1; i <= count; i++) {
            inputs.add(plans.run("set " + i, scratch));
        }
        plans.run("add 0", inputs.toArray(VertexId[]::new));
        return plans.plan();
    }

    @Test
    void runsStagesAtOnceWithoutHoldingThreads() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        for (int i = 1; i <= 8; i++) {
            rig.runner.gates.put("RUN set " + i, gate);
        }
        CompletionStage<Solution> solution = rig.begin(stages(8));
        await(() -> rig.runner.running.get() == 8);
        gate.complete(null);
        assertThat(solution.toCompletableFuture().join().ran()).isEqualTo(9);
    }

    @Test
    void runsNoMoreCommandsAtOnceThanAllowed() throws Exception {
        rig.parallelism = 2;
        assertThat(rig.solve(stages(12))).isEqualTo(78);
        assertThat(rig.runner.mostRunning.get()).isBetween(1, 2);
    }

    @Test
    void stagesThatFollowEachOtherByCopiesStillRunAtOnce() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        VertexId target = scratch;
        for (int i = 1; i <= 4; i++) {
            rig.runner.gates.put("RUN set " + i, gate);
            target = plans.copy("all", target, plans.run("set " + i, scratch));
        }
        CompletionStage<Solution> solution = rig.begin(plans.plan());
        await(() -> rig.runner.running.get() == 4);
        gate.complete(null);
        assertThat(solution.toCompletableFuture().join().ran()).isEqualTo(8);
    }

    @Test
    void packsALayerBesideTheFollowingSteps() throws Exception {
        Plans plans = new Plans();
        VertexId first = plans.run("set 3", plans.scratch());
        plans.run("add 4", first);
        CompletableFuture<Void> packing = new CompletableFuture<>();
        rig.runner.packings.put("RUN set 3", packing);
        CompletionStage<Solution> solution = rig.begin(plans.plan());
        await(() -> rig.runner.runs("RUN add 4") == 1 && rig.runner.running.get() == 0);
        assertThat(solution.toCompletableFuture().isDone()).isFalse();
        packing.complete(null);
        Solution solved = solution.toCompletableFuture().join();
        assertThat(rig.runner.value(solved.targets().get(0))).isEqualTo(7);
        for (DiffId layer : solved.targets().get(0).chain()) {
            assertThat(rig.store.blobs().contains(layer.digest())).isTrue();
        }
        assertThat(solved.records().get(first).layer())
                .isEqualTo(solved.targets().get(0).chain().get(0));
        assertThat(rig.runner.finished.get()).isEqualTo(1);
        assertThat(rig.solution(plans.plan()).ran()).isZero();
    }

    @Test
    void aLayerThatCannotBePackedFailsItsStepAndLeavesNoRecord() {
        Plans plans = new Plans();
        plans.run("add 4", plans.run("set 3", plans.scratch()));
        rig.runner.packings.put(
                "RUN set 3", CompletableFuture.failedFuture(BuildException.of(ErrorCode.DISK_FULL, "no space")));
        assertThatThrownBy(() -> rig.solution(plans.plan()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no space");
        rig.runner.packings.clear();
        assertThat(rig.solution(plans.plan()).records()).isNotEmpty();
        assertThat(rig.runner.runs("RUN set 3")).isEqualTo(2);
    }

    @Test
    void firstFailureCancelsTheOthers() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        rig.runner.gates.put("RUN set 1", new CompletableFuture<>());
        plans.run("add 0", scratch, plans.run("set 1", scratch), plans.run("fail", scratch));
        assertThatThrownBy(() -> rig.solution(plans.plan()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("RUN fail");
        assertThat(rig.runner.running.get()).isZero();
        assertThat(rig.outcomes()).contains("1 CANCELLED", "2 FAILED");
        assertThat(rig.store.locks().heldCount()).isZero();
    }

    @Test
    void stopsWhenTheUserSaysSo() {
        rig.runner.gates.put("RUN set 1", new CompletableFuture<>());
        CompletionStage<Solution> solution = rig.begin(stages(1));
        await(() -> rig.runner.running.get() == 1);
        rig.cancellation.cancel();
        assertThatThrownBy(() -> solution.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(BuildException.class)
                .extracting(e -> ((BuildException) e.getCause()).code())
                .isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(rig.outcomes()).contains("1 CANCELLED");
        assertThat(rig.store.locks().heldCount()).isZero();
    }

    @Test
    void stopsWhileItWaitsForALockOrASlot() {
        rig.parallelism = 1;
        rig.runner.gates.put("RUN set 1", new CompletableFuture<>());
        rig.runner.gates.put("RUN set 2", new CompletableFuture<>());
        CompletionStage<Solution> first = rig.begin(stages(2));
        Cancellation ofFirst = rig.cancellation;
        await(() -> rig.runner.running.get() == 1);
        CompletionStage<Solution> second = rig.begin(stages(2));
        await(() -> rig.events.stream().anyMatch(e -> e instanceof dev.jbuild.core.progress.ProgressEvent.Waiting));
        rig.cancellation.cancel();
        assertThatThrownBy(() -> second.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(BuildException.class);
        ofFirst.cancel();
        assertThatThrownBy(() -> first.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(BuildException.class);
        assertThat(rig.store.locks().heldCount()).isZero();
        assertThat(rig.runner.running.get()).isZero();
    }

    @RepeatedTest(5)
    void eightBuildsOfOneStoreRunEachSharedStepOnce() {
        List<CompletionStage<Solution>> builds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Plans plans = new Plans();
            VertexId scratch = plans.scratch();
            VertexId shared = plans.run("add 2", plans.run("set 1", scratch), plans.run("set 7", scratch));
            plans.run("add " + (100 + i), shared);
            builds.add(solver().solve(new SolveRequest(
                    plans.plan(), ".", "Dockerfile" + i, v -> Optional.empty(), new Cancellation(), e -> {})));
        }
        builds.forEach(build -> build.toCompletableFuture().join());
        assertThat(rig.runner.runs("RUN set 1")).isEqualTo(1);
        assertThat(rig.runner.runs("RUN set 7")).isEqualTo(1);
        assertThat(rig.runner.runs("RUN add 2")).isEqualTo(1);
        assertThat(rig.runner.allRuns()).isEqualTo(3 + 8);
        await(() -> rig.store.locks().heldCount() == 0);
    }

    @RepeatedTest(5)
    void givesTheSameInManyThreadsAsInOne() throws Exception {
        Plans plans = new Plans();
        VertexId last = plans.scratch();
        for (int i = 0; i < 40; i++) {
            last = plans.run("add " + i, last, plans.run("set " + i % 7, plans.scratch()));
        }
        SolverRig alone = new SolverRig();
        long expected = alone.solve(plans.plan());
        assertThat(rig.solve(plans.plan())).isEqualTo(expected);
        assertThat(rig.runner.allRuns()).isEqualTo(alone.runner.allRuns());
    }

    private Solver solver() {
        return new Solver(rig.store.openBuild(), rig.runner, new SolverSettings(pool, Clock.systemUTC(), 8));
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
