package dev.jbuild.cache.http;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Whose certificates count for an origin. Thread-safe. */
public interface Certificates {
    /** Those that this Java runtime trusts. */
    Certificates USUAL = origin -> Optional.empty();

    /** What to speak TLS by; empty for the usual. */
    Optional<SSLContext> contextFor(Origin origin);
}
