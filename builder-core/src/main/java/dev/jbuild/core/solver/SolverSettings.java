package dev.jbuild.core.solver;

import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What a solver works with.
 *
 * @param work runs everything between waits; {@code Runnable::run} makes builds sequential and deterministic
 * @param maxParallelism how many RUNs may run at once
 * @param ids which ids a command can give to files
 */
public record SolverSettings(Executor work, Clock clock, int maxParallelism, Ids ids) {

    /** Which ids a command can give to files. What commands made with fewer is kept apart from what others made. */
    public enum Ids {
        /** All that an image may use. */
        MANY,
        /** Only one: owners are not what the commands wanted. */
        SINGLE
    }

    /** With many ids. */
    public SolverSettings(Executor work, Clock clock, int maxParallelism) {
        this(work, clock, maxParallelism, Ids.MANY);
    }

    public SolverSettings {
        if (maxParallelism < 1) {
            throw new IllegalArgumentException("got a parallelism of " + maxParallelism + ", want at least 1");
        }
    }

    /** The larger of 8 and four times the processors. */
    public static int defaultParallelism() {
        return Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
    }
}
