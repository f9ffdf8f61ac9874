package dev.jbuild.core.solver;

import dev.jbuild.core.store.BuildStore;
import java.util.concurrent.CompletionStage;

/**
 * Decides what of a plan is cached and runs the rest, demanded from the target: a record whose result can be had ends the descent;
 * else the content of the inputs is asked for, and only then are they realised and the step runs. Thread-safe.
 */
public final class Solver {
    private final BuildStore store;
    private final StepRunner runner;
    private final SolverSettings settings;

    public Solver(BuildStore store, StepRunner runner, SolverSettings settings) {
        this.store = store;
        this.runner = runner;
        this.settings = settings;
    }

    /**
     * Realises the target. The stage completes when nothing of the build is running any more; it fails with what failed first, a
     * {@link dev.jbuild.core.error.BuildException} unless that is a bug, after the rest was cancelled.
     */
    public CompletionStage<Solution> solve(SolveRequest request) {
        return new Solve(store, runner, settings, request).solve();
    }

    /** Says of each vertex that a build would look at whether it would run, and why. Runs nothing and records nothing. */
    public CompletionStage<Forecast> forecast(SolveRequest request) {
        return new Forecaster(store, runner, settings, request).forecast();
    }
}
