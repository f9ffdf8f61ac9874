package dev.jbuild.core.layer;

import java.util.concurrent.Executor;

/**
 * Who carries out work that can be split.
 *
 * @param executor may be the one that the caller itself runs on: nobody waits for work that no thread has begun
 * @param width how many tasks it carries out at once; changes the time that something takes, never its result
 */
public record Workers(Executor executor, int width) {
    /** The caller alone. */
    public static final Workers ALONE = new Workers(Runnable::run, 1);

    public Workers {
        if (width < 1) {
            throw new IllegalArgumentException("got a width of " + width + ", want at least 1");
        }
    }
}
