package dev.jbuild.cache.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How registries are talked to.
 *
 * @param insecure may be asked over plain HTTP and need no certificate that holds; those of this machine may be plain anyhow
 * @param mirrors by registry, in the order in which they are asked before it
 * @param certificates directories with a directory for each registry that has certificates of its own
 * @param timeout for an answer to begin, and for a transfer to move at all
 * @param attempts how often something is tried before it has failed
 * @param firstPause before the second attempt; it doubles from there on
 */
public record RegistryOptions(
        InsecureRegistries insecure,
        Map<String, List<Mirror>> mirrors,
        List<Path> certificates,
        Duration timeout,
        int attempts,
        Duration firstPause) {
    public static final RegistryOptions DEFAULT = new RegistryOptions(
            InsecureRegistries.NONE, Map.of(), List.of(), Duration.ofSeconds(30), 5, Duration.ofMillis(300));

    public RegistryOptions {
        mirrors = Map.copyOf(mirrors);
        certificates = List.copyOf(certificates);
        if (attempts < 1) {
            throw new IllegalArgumentException("got " + attempts + " attempts, want at least one");
        }
    }

    public RegistryOptions withInsecure(InsecureRegistries others) {
        return new RegistryOptions(others, mirrors, certificates, timeout, attempts, firstPause);
    }

    public RegistryOptions withMirrors(Map<String, List<Mirror>> others) {
        return new RegistryOptions(insecure, others, certificates, timeout, attempts, firstPause);
    }

    public RegistryOptions withCertificates(List<Path> directories) {
        return new RegistryOptions(insecure, mirrors, directories, timeout, attempts, firstPause);
    }

    /** @param longest for an answer to begin, and for a transfer to move at all */
    public RegistryOptions withTimes(Duration longest, int tries, Duration pause) {
        return new RegistryOptions(insecure, mirrors, certificates, longest, tries, pause);
    }
}
