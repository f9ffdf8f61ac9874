package dev.jbuild.cache.collect;

import java.time.Duration;

/** How much is to go. What an image names, a living build keeps or a process uses never goes. */
public sealed interface PruneRequest {

    /** Everything that nothing needs. */
    record Everything() implements PruneRequest {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.everything(this);
        }
    }

    /** What was not used for so long. */
    record UnusedFor(Duration age) implements PruneRequest {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unusedFor(this);
        }
    }

    /**
     * As much as it takes for the store to have at most so many bytes: first what can be made again from the store itself, then
     * what was not used for longest. Records and indexes stay: they are small, and without their bytes they still know what follows.
     */
    record DownTo(long bytes) implements PruneRequest {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.downTo(this);
        }
    }

    <R> R match(Cases<R> cases);

    /** One method for each kind of request. */
    interface Cases<R> {
        R everything(Everything request);

        R unusedFor(UnusedFor request);

        R downTo(DownTo request);
    }
}
