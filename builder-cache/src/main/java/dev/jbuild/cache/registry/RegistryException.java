package dev.jbuild.cache.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An answer of a registry that says no: its status, and what it says of why, made harmless for a terminal. */
final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfterSeconds;

    /** @param retryAfterSeconds negative when the server does not say */
    RegistryException(int status, String message, long retryAfterSeconds) {
        super(message);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** How long the server wants to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfterSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfterSeconds));
    }

    int status() {
        return status;
    }

    /** True for what another try may change. */
    boolean isTransient() {
        return status == 408 || status == 429 || status >= 500 && status != 501;
    }
}
