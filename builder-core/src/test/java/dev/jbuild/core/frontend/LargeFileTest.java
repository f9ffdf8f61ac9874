package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.plan.BuildPlan;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files of a size that nobody writes and a program may. */
class LargeFileTest {

    private static final int STAGES = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void plansAChainOfManyStages() {
        BuildPlan plan = plan("FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nRUN step %1$d\nCMD [\"%1$d\"]\n"));
        assertThat(plan.vertices()).hasSize(1 + STAGES);
    }

    @Test
    void plansAChainOfCopies() {
        BuildPlan plan = plan("FROM alpine AS s0\n" + stages("FROM alpine AS s%1$d\nCOPY --from=s%2$d /x /x\n"));
        assertThat(plan.vertices()).hasSize(1 + STAGES);
    }

    @Test
    void plansManyTriggers() {
        BuildPlan plan = plan("FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nONBUILD COPY --from=s0 /x /x\n"));
        assertThat(plan.vertices()).hasSize(STAGES);
    }

    @Test
    void findsALongCycle() {
        String file = "FROM alpine AS s0\nCOPY --from=s" + STAGES + " / /\n" + stages("FROM s%2$d AS s%1$d\n");
        assertThatThrownBy(() -> plan(file))
                .isInstanceOf(BuildException.class)
                .hasMessage("circular dependency of stages: s0 → s10000 → s9999 → s9998 → … → s3 → s2 → s1 → s0");
    }

    @Test
    void plansAStageOfManyVariables() {
        String file = "FROM alpine\n"
                + IntStream.range(0, 2_000)
                        .mapToObj("ENV V%1$d=$V0%1$d LONG%1$d=x\nARG A%1$d=1\n"::formatted)
                        .collect(Collectors.joining());
        assertThat(plan(file).targets().get(0).image().config().env()).hasSize(1 + 2 * 2_000);
    }

    @Test
    void refusesStagesThatHoldTooMuchTogether() {
        String file = "FROM alpine AS s0\n" + stages("FROM s%2$d AS s%1$d\nENV V%1$d=1\n");
        assertThatThrownBy(() -> plan(file))
                .isInstanceOf(BuildException.class)
                .hasMessage("the stages hold too much: got more than 1000000 variables, labels and ports in all");
        assertThatThrownBy(() -> plan("FROM alpine\n" + "EXPOSE 1-65535\n".repeat(20)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("hold too much");
    }

    private static String stages(String format) {
        return IntStream.rangeClosed(1, STAGES)
                .mapToObj(i -> format.formatted(i, i - 1))
                .collect(Collectors.joining());
    }

    private static BuildPlan plan(String file) {
        FrontendRequest request = PlanCase.of(file).request();
        // The thread's own time: other processes may take all of the clock's.
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long started = thread.getCurrentThreadCpuTime();
        BuildPlan plan = Frontend.plan(request);
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - started)).isLessThan(LIMIT);
        return plan;
    }
}
