package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.VertexId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A chain of steps may be longer than the stack of a thread has frames: here it is a small one. */
class LongPlanTest {
    private static final int STEPS = 600;
    private static final int STACK_BYTES = 256 * 1024;

    /** Copies, which do not look at the rootfs, below a RUN that does, upon which there are more. */
    private static BuildPlan copiesAndRuns() {
        Plans plans = new Plans();
        VertexId one = plans.run("set 1", plans.scratch());
        VertexId rootFs = one;
        for (int i = 0; i < STEPS; i++) {
            rootFs = plans.copy("all", rootFs, one);
        }
        for (int i = 0; i < STEPS; i++) {
            rootFs = plans.run("add 1", rootFs);
        }
        return plans.plan();
    }

    @Test
    void isSolvedByOneThread() throws Exception {
        try (Threads threads = new Threads(1)) {
            CompletableFuture.runAsync(() -> solveTwice(new SolverRig()), threads.executor)
                    .get();
        }
    }

    @Test
    void isSolvedByMany() throws Exception {
        try (Threads threads = new Threads(4);
                Threads own = new Threads(1)) {
            CompletableFuture.runAsync(() -> solveTwice(new SolverRig(threads.executor)), own.executor)
                    .get();
        }
    }

    @Test
    void failsWhereItBegins() throws Exception {
        Plans plans = new Plans();
        VertexId rootFs = plans.run("nonsense", plans.scratch());
        for (int i = 0; i < STEPS; i++) {
            rootFs = plans.copy("all", plans.run("add 1", rootFs), rootFs);
        }
        BuildPlan plan = plans.plan();
        try (Threads threads = new Threads(1);
                Threads own = new Threads(1)) {
            CompletableFuture.runAsync(
                            () -> assertThatThrownBy(() -> new SolverRig(threads.executor).solution(plan))
                                    .isInstanceOf(RuntimeException.class)
                                    .hasMessageContaining("nonsense"),
                            own.executor)
                    .get();
        }
    }

    private static void solveTwice(SolverRig rig) {
        BuildPlan plan = copiesAndRuns();
        assertThat(rig.forecast(plan).misses()).isEqualTo(2 * STEPS + 1);
        assertThat(rig.solution(plan).ran()).isEqualTo(2 * STEPS + 1);
        assertThat(rig.solution(plan).ran()).isZero();
        assertThat(rig.forecast(plan).misses()).isZero();
    }

    /** Threads with small stacks. */
    private record Threads(ExecutorService service, Executor executor) implements AutoCloseable {
        Threads(int count) {
            this(Executors.newFixedThreadPool(count, work -> new Thread(null, work, "small", STACK_BYTES)));
        }

        private Threads(ExecutorService service) {
            this(service, service);
        }

        @Override
        public void close() {
            service.shutdownNow();
        }
    }
}
