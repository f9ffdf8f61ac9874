package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything in one thread: what runs is fully determined. */
class SolverTest {
    private final SolverRig rig = new SolverRig();

    private static BuildPlan sum() {
        Plans plans = new Plans();
        plans.run("add 3", plans.run("add 2", plans.run("set 1", plans.scratch())));
        return plans.plan();
    }

    @Test
    void runsEachStepOnceAndThenNone() throws IOException {
        assertThat(rig.solve(sum())).isEqualTo(6);
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "1 DONE", "2 DONE", "3 DONE");
        assertThat(rig.solve(sum())).isEqualTo(6);
        assertThat(rig.runner.allRuns()).isEqualTo(3);
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "1 CACHED", "2 CACHED", "3 CACHED");
    }

    @Test
    void countsWhatRanAndWhatWasFound() {
        assertThat(rig.solution(sum()).ran()).isEqualTo(3);
        Solution again = rig.solution(sum());
        assertThat(again.ran()).isZero();
        assertThat(again.cached()).isEqualTo(4);
        assertThat(again.records()).hasSize(3);
    }

    @Test
    void everyStartedHasOneCompleted() {
        rig.solution(sum());
        long started = rig.events.stream()
                .filter(e -> e instanceof dev.jbuild.core.progress.ProgressEvent.Started)
                .count();
        assertThat(rig.outcomes()).hasSize((int) started).doesNotHaveDuplicates();
    }

    @Test
    void runsOnlyWhatTheTargetNeeds() throws IOException {
        Plans plans = new Plans();
        VertexId base = plans.scratch();
        plans.run("set 99", base);
        plans.run("add 2", plans.run("set 1", base));
        assertThat(rig.solve(plans.plan())).isEqualTo(3);
        assertThat(rig.runner.runs("RUN set 99")).isZero();
    }

    @Test
    void runsAgainWhatFollowsAChangedStep() throws IOException {
        rig.solve(sum());
        Plans plans = new Plans();
        plans.run("add 3", plans.run("add 5", plans.run("set 1", plans.scratch())));
        assertThat(rig.solve(plans.plan())).isEqualTo(9);
        assertThat(rig.runner.runs("RUN set 1")).isEqualTo(1);
        assertThat(rig.runner.runs("RUN add 3")).isEqualTo(2);
    }

    @Test
    void keepsWhatFollowsAChangedStepThatGivesTheSame() throws IOException {
        Plans first = new Plans();
        first.run("add 3", first.run("set 4", first.scratch()));
        rig.solve(first.plan());
        Plans second = new Plans();
        second.run("add 3", second.run("add 4", second.scratch()));
        assertThat(rig.solve(second.plan())).isEqualTo(7);
        assertThat(rig.runner.runs("RUN add 3")).isEqualTo(1);
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "1 DONE", "2 CACHED");
    }

    @Test
    void findsByDefinitionWhatWasFoundByContent() throws IOException {
        keepsWhatFollowsAChangedStepThatGivesTheSame();
        Plans second = new Plans();
        VertexId changed = second.run("add 4", second.scratch());
        second.run("add 3", changed);
        rig.solve(second.plan());
        assertThat(rig.events.stream().map(Object::toString)).noneMatch(e -> e.contains(Realisation.SAME_CONTENT));
    }

    private BuildPlan twoStages() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        VertexId built = plans.run("add 20", plans.run("set 10", scratch));
        plans.copy("all", plans.run("set 1", scratch), built);
        return plans.plan();
    }

    @Test
    void leavesAMiddleStageAloneWhenItsBytesAreGone() throws IOException {
        Solution solution = rig.solution(twoStages());
        solution.records().forEach((id, record) -> {
            if (id.index() == 1) {
                delete(record.layer());
            }
        });
        int before = rig.runner.allRuns();
        rig.solution(twoStages());
        assertThat(rig.runner.allRuns()).isEqualTo(before);
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "3 CACHED", "4 CACHED");
    }

    @Test
    void leavesAMiddleStageAloneWhenItsContentIsKnownAndTheRootfsGivesTheSame() throws IOException {
        Solution solution = rig.solution(twoStages());
        delete(solution.records().get(new VertexId(1)).layer());
        delete(solution.records().get(new VertexId(2)).layer());
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        VertexId built = plans.run("add 20", plans.run("set 10", scratch));
        plans.copy("all", plans.run("add 1", scratch), built);
        int before = rig.runner.allRuns();
        rig.solution(plans.plan());
        assertThat(rig.runner.allRuns()).isEqualTo(before + 1);
    }

    @Test
    void makesLostLayersOfTheChainAgain() throws IOException {
        Solution solution = rig.solution(sum());
        delete(solution.records().get(new VertexId(1)).layer());
        assertThat(rig.solve(sum())).isEqualTo(6);
        assertThat(rig.runner.runs("RUN set 1")).isEqualTo(2);
        assertThat(rig.runner.runs("RUN add 2")).isEqualTo(1);
        assertThat(rig.runner.runs("RUN add 3")).isEqualTo(1);
    }

    @Test
    void doesNotPutALayerOnARootfsThatCameOutDifferent() throws IOException {
        Plans plans = new Plans();
        plans.run("add 3", plans.run("drift 1", plans.scratch()));
        Solution solution = rig.solution(plans.plan());
        delete(solution.records().get(new VertexId(1)).layer());
        rig.runner.drift = 100;
        assertThat(rig.solve(plans.plan())).isEqualTo(104);
        assertThat(rig.runner.runs("RUN add 3")).isEqualTo(2);
        rig.runner.drift = 0;
        assertThat(rig.solve(plans.plan())).isEqualTo(104);
    }

    @Test
    void doesNotUseARecordWhoseRootfsWasReplacedByABuildThatWasCutShort() throws IOException {
        Plans plans = new Plans();
        plans.run("add 3", plans.run("drift 1", plans.scratch()));
        BuildPlan whole = plans.plan();
        rig.solve(whole);
        rig.runner.drift = 100;
        Plans cut = new Plans().cache(CachePolicy.IGNORE);
        cut.run("drift 1", cut.scratch());
        rig.solve(cut.plan());
        assertThat(rig.solve(whole)).isEqualTo(104);
    }

    @Test
    void observesContextsBeforeKeys() throws IOException {
        Plans plans = new Plans();
        plans.copy("all", plans.scratch(), plans.context());
        assertThat(rig.solve(plans.plan())).isEqualTo(1);
        assertThat(rig.solve(plans.plan())).isEqualTo(1);
        assertThat(rig.runner.allRuns()).isEqualTo(1);
        rig.runner.context = 7;
        assertThat(rig.solve(plans.plan())).isEqualTo(7);
        rig.runner.context = 1;
        assertThat(rig.solve(plans.plan())).isEqualTo(1);
        assertThat(rig.runner.allRuns()).isEqualTo(2);
    }

    @Test
    void doesNotRunACopyThatTakesTheSamePartOfAChangedStage() throws IOException {
        rig.solve(parityOf(2));
        rig.solve(parityOf(4));
        assertThat(rig.runner.runs("COPY parity")).isEqualTo(1);
        rig.solve(parityOf(5));
        assertThat(rig.runner.runs("COPY parity")).isEqualTo(2);
    }

    private static BuildPlan parityOf(int number) {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        plans.copy("parity", scratch, plans.run("set " + number, scratch));
        return plans.plan();
    }

    @Test
    void leavesALinkedCopyAloneWhenTheRootfsChanges() throws IOException {
        rig.solve(linked(1));
        rig.solve(linked(2));
        assertThat(rig.runner.runs("COPY --link all")).isEqualTo(1);
        assertThat(rig.runner.runs("RUN set 2")).isEqualTo(1);
    }

    private static BuildPlan linked(int number) {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        plans.copyLink("all", plans.run("set " + number, scratch), plans.context());
        return plans.plan();
    }

    @Test
    void sharesOneRunAmongEqualVertices() throws IOException {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        VertexId a = plans.run("set 5", scratch);
        VertexId b = plans.run("set 5", scratch);
        plans.run("add 1", a, b);
        assertThat(rig.solve(plans.plan())).isEqualTo(11);
        assertThat(rig.runner.runs("RUN set 5")).isEqualTo(1);
        assertThat(rig.outcomes()).containsExactlyInAnyOrder("0 CACHED", "1 DONE", "2 CACHED", "3 DONE");
    }

    @Test
    void runsInAnyCaseWhatIgnoresRecordsAndLocksNothing() throws IOException {
        rig.solve(sum());
        Plans plans = new Plans().cache(CachePolicy.IGNORE);
        plans.run("add 3", plans.run("add 2", plans.run("set 1", plans.scratch())));
        assertThat(rig.solve(plans.plan())).isEqualTo(6);
        assertThat(rig.runner.allRuns()).isEqualTo(6);
        assertThat(rig.reasons(new VertexId(1))).containsExactly("the cache is not to be used for it");
    }

    @Test
    void keepsWhatFollowsAnIgnoredStepThatGivesTheSame() throws IOException {
        rig.solve(sum());
        Plans plans = new Plans().cache(CachePolicy.IGNORE);
        VertexId ignored = plans.run("set 1", plans.scratch());
        plans.cache(CachePolicy.USE);
        plans.run("add 3", plans.run("add 2", ignored));
        rig.solve(plans.plan());
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "1 DONE", "2 CACHED", "3 CACHED");
    }

    @Test
    void holdsNoLockAfterwards() {
        rig.solution(sum());
        assertThat(rig.store.locks().heldCount()).isZero();
    }

    @Test
    void fetchesABaseOnlyForAStepThatRuns() throws IOException {
        Plans plans = new Plans();
        plans.run("set 1", plans.image("debian", "a"));
        rig.solve(plans.plan());
        assertThat(rig.runner.runs("FROM debian")).isEqualTo(1);
        assertThat(rig.outcomes()).containsExactly("0 DONE", "1 DONE");
        rig.solve(plans.plan());
        assertThat(rig.runner.runs("FROM debian")).isEqualTo(1);
        assertThat(rig.outcomes()).contains("0 CACHED", "1 CACHED");
    }

    @Test
    void givesTheChainOfTheTarget() {
        Plans plans = new Plans();
        plans.run("set 1", plans.image("debian", "a", "b"));
        StepInput.Layers target = rig.solution(plans.plan()).targets().get(0);
        assertThat(target.chain()).hasSize(3);
        assertThat(target.baseIfAny()).isPresent();
        assertThat(target.newest().getEpochSecond()).isEqualTo(1);
    }

    @Test
    void aStepThatCannotBeRememberedFailsThoughNothingWaitsForIt() {
        Plans plans = new Plans();
        plans.run("add 1", plans.run("set 3", plans.scratch()));
        rig.store.cache().fill();
        assertThatThrownBy(() -> rig.solution(plans.plan()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("No space left");
        assertThat(rig.store.locks().heldCount()).isZero();
        assertThat(rig.store.cache().records()).isEmpty();
    }

    @Test
    void passesOnTheFailureOfAStepAndReleasesItsLocks() {
        Plans plans = new Plans();
        plans.run("add 1", plans.run("fail", plans.scratch()));
        assertThatThrownBy(() -> rig.solution(plans.plan()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("RUN fail: exit status 1");
        assertThat(rig.outcomes()).containsExactly("0 CACHED", "1 FAILED");
        assertThat(rig.store.locks().heldCount()).isZero();
        assertThat(rig.cancellation.isCancelled()).isTrue();
    }

    @Test
    void solvesAPlanOfManySteps() throws IOException {
        Plans plans = new Plans();
        VertexId last = plans.scratch();
        for (int i = 0; i < 120; i++) {
            last = plans.run("add 1", last);
        }
        assertThat(rig.solve(plans.plan())).isEqualTo(120);
        assertThat(rig.solve(plans.plan())).isEqualTo(120);
        assertThat(rig.runner.allRuns()).isEqualTo(120);
    }

    @Test
    void solvesADiamondOfManyLevelsInNoTime() throws IOException {
        Plans plans = new Plans();
        VertexId left = plans.run("set 1", plans.scratch());
        VertexId right = left;
        for (int i = 0; i < 24; i++) {
            VertexId next = plans.run("add 0", left, right);
            right = plans.run("add 0", right, left);
            left = next;
        }
        plans.run("even", left);
        assertThat(rig.solve(plans.plan())).isZero();
    }

    private void delete(DiffId layer) {
        rig.store.blobs().delete(layer.digest());
        rig.store.layers().delete(layer);
    }

    @Test
    void saysNothingOfStagesThatWereNotNeeded() {
        rig.solution(twoStages());
        rig.solution(twoStages());
        assertThat(rig.outcomes()).isEqualTo(List.of("0 CACHED", "3 CACHED", "4 CACHED"));
    }

    /** The step whose definition needs it is not to blame. */
    @Test
    void saysWhichStepOfAnotherStageFailed() {
        Plans plans = new Plans();
        VertexId scratch = plans.scratch();
        VertexId absent = plans.copy("absent", scratch, plans.context());
        plans.copy("all", scratch, plans.copy("all", scratch, absent));
        assertThatThrownBy(() -> rig.solution(plans.plan()))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        failure -> assertThat(failure.location().orElseThrow().excerpt())
                                .containsExactly("COPY absent"));
        assertThat(rig.outcomes()).contains(absent.index() + " FAILED");
    }
}
