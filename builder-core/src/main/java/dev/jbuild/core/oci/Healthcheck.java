package dev.jbuild.core.oci;

import java.time.Duration;
import java.util.List;

/**
 * How a runtime tests a container's health. A zero duration and zero retries mean the runtime's default.
 *
 * @param test empty: inherit; {@code ["NONE"]}; {@code ["CMD", …]}; {@code ["CMD-SHELL", line]}
 */
public record Healthcheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {

    public Healthcheck {
        test = List.copyOf(test);
    }
}
