package dev.jbuild.cache.git;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How repositories are talked to.
 *
 * @param environment names the proxies
 * @param timeout for an answer to begin, and for a transfer to move at all
 * @param maxBytes the most bytes of a pack
 * @param knownHosts the lines of {@code known_hosts}, asked when a server is reached by SSH
 */
public record GitOptions(
        Map<String, String> environment, Duration timeout, long maxBytes, Supplier<byte[]> knownHosts) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long MAX_BYTES = 64L << 30; // 64 GiB

    public GitOptions {
        environment = Map.copyOf(environment);
    }

    /** With the usual limits. */
    public static GitOptions of(Map<String, String> environment, Supplier<byte[]> knownHosts) {
        return new GitOptions(environment, TIMEOUT, MAX_BYTES, knownHosts);
    }
}
