package dev.jbuild.cache.registry;

import java.time.Duration;
import java.util.Set;

/**
 * How registries are talked to.
 *
 * @param insecure registries (host, or host and port) that may be asked over plain HTTP; those of this machine always may
 * @param timeout for an answer to begin, and for a transfer to move at all
 * @param attempts how often something is tried before it has failed
 * @param firstPause before the second attempt; it doubles from there on
 */
public record RegistryOptions(Set<String> insecure, Duration timeout, int attempts, Duration firstPause) {
    public static final RegistryOptions DEFAULT =
            new RegistryOptions(Set.of(), Duration.ofSeconds(30), 5, Duration.ofMillis(300));

    public RegistryOptions {
        insecure = Set.copyOf(insecure);
        if (attempts < 1) {
            throw new IllegalArgumentException("got " + attempts + " attempts, want at least one");
        }
    }
}
