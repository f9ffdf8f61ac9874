package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private final SolverRig rig = new SolverRig();

    private static BuildPlan plan(int first) {
        Plans plans = new Plans();
        plans.run("add 3", plans.run("add 2", plans.run("set " + first, plans.scratch())));
        return plans.plan();
    }

    private List<String> verdicts(BuildPlan plan) {
        return rig.forecast(plan).lines().stream()
                .map(line -> line.vertex().index() + " " + line.verdict())
                .toList();
    }

    @Test
    void saysWhatWouldRunAndRunsNothing() {
        assertThat(verdicts(plan(1))).containsExactly("0 HIT", "1 MISS", "2 MAYBE", "3 MAYBE");
        assertThat(rig.runner.allRuns()).isZero();
        assertThat(rig.store.cache().records()).isEmpty();
        assertThat(rig.forecast(plan(1)).misses()).isEqualTo(3);
    }

    @Test
    void saysThatAllIsThere() {
        rig.solution(plan(1));
        assertThat(verdicts(plan(1))).containsExactly("0 HIT", "1 HIT", "2 HIT", "3 HIT");
        assertThat(rig.forecast(plan(1)).misses()).isZero();
    }

    @Test
    void saysWhy() {
        rig.solution(plan(1));
        Forecast forecast = rig.forecast(plan(2));
        assertThat(forecast.lines().get(1).why().reason()).isEqualTo("the command changed");
        assertThat(forecast.lines().get(2).why().reason()).isEqualTo("its input changes");
    }

    @Test
    void looksAtMiddleStagesOnlyWhenTheirResultIsWanted() {
        assertThat(verdicts(stages(1))).containsExactly("0 HIT", "1 MISS", "2 MAYBE");
        rig.solution(stages(1));
        assertThat(verdicts(stages(1))).containsExactly("0 HIT", "2 HIT");
    }

    /** As a build would: an ordinary user's is forecast first. */
    @Test
    void saysWhatFailsAndWhere() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        VertexId absent = plans.copy("absent", scratch, plans.context());
        plans.copy("all", scratch, plans.run("add 1", absent));
        assertThatThrownBy(() -> rig.forecast(plans.plan()))
                .hasCauseInstanceOf(BuildException.class)
                .cause()
                .hasMessage("it is not there")
                .extracting(failure ->
                        ((BuildException) failure).location().orElseThrow().excerpt())
                .isEqualTo(List.of("COPY absent"));
    }

    private static BuildPlan stages(int number) {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        plans.copy("all", scratch, plans.run("set " + number, scratch));
        return plans.plan();
    }

    @Test
    void saysWhatIsToRunInAnyCase() {
        rig.solution(plan(1));
        Plans plans = new Plans().cache(CachePolicy.IGNORE);
        plans.run("set 1", plans.scratch());
        assertThat(verdicts(plans.plan())).containsExactly("0 HIT", "1 MISS");
    }
}
