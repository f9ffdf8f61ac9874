package dev.jbuild.grammar;

import java.time.Duration;

/** What HEALTHCHECK says. */
public sealed interface Health {

    <R> R match(Cases<R> cases);

    /** No check, not even an inherited one. */
    record None() implements Health {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.none(this);
        }
    }

    /** A command and its rhythm; zero where nothing was given. */
    record Check(
            Command command,
            Duration interval,
            Duration timeout,
            Duration startPeriod,
            Duration startInterval,
            int retries)
            implements Health {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.check(this);
        }
    }

    /** One method for each kind. */
    interface Cases<R> {
        R none(None health);

        R check(Check health);
    }
}
