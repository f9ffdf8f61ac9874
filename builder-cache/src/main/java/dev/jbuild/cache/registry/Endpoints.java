package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.HttpClients;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out how registries are reached, once each. Those of this machine and those that the user calls insecure are asked over HTTPS
 * first and over plain HTTP when nobody speaks TLS there; a certificate that does not hold is an answer, and not a reason to go on
 * without. Thread-safe.
 */
final class Endpoints {
    private static final Duration PROBE = Duration.ofSeconds(3); // some plain servers are silent when TLS is spoken
    private static final Duration NEAR_PROBE = Duration.ofSeconds(1);
    private static final int WANTS_TLS = 400; // what servers of HTTPS answer to plain HTTP
    private static final String DOCKER = "docker.io";
    private static final String DOCKER_HOST = "registry-1.docker.io";

    private final RegistryOptions options;
    private final Transport probing;
    private final Transport near; // of this machine
    private final Map<String, Endpoint> known = new ConcurrentHashMap<>();

    Endpoints(RegistryOptions options, HttpClients clients) {
        this.options = options;
        this.probing = new Transport(clients, shorter(options.timeout(), PROBE));
        this.near = new Transport(clients, shorter(options.timeout(), NEAR_PROBE));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    Endpoint of(String registry) throws IOException {
        return of(new Mirror("https", registry.equals(DOCKER) ? DOCKER_HOST : registry, ""), registry);
    }

    Endpoint of(Mirror mirror) throws IOException {
        return of(mirror, mirror.registry());
    }

    private Endpoint of(Mirror mirror, String name) throws IOException {
        Endpoint endpoint = known.get(mirror.toString());
        if (endpoint == null) {
            endpoint = new Endpoint(name, base(mirror), mirror.prefix());
            known.put(mirror.toString(), endpoint);
        }
        return endpoint;
    }

    private URI base(Mirror mirror) throws IOException {
        URI base = mirror.base();
        Origin origin = Origin.of(base);
        boolean mayBePlain = origin.isLoopback() || options.insecure().contains(origin);
        return mayBePlain && origin.isSecure()
                ? probed(base, URI.create("http://" + mirror.registry() + "/v2/"))
                : base;
    }

    private URI probed(URI secure, URI plain) throws IOException {
        try {
            ask(secure);
            return secure;
        } catch (IOException noTls) {
            if (CertificateFailures.isOne(noTls)) {
                throw noTls;
            }
            try {
                return ask(plain) == WANTS_TLS && !isPlain(noTls) ? secure : plain;
            } catch (IOException e) {
                if (noTls instanceof HttpTimeoutException && !(e instanceof HttpTimeoutException)) {
                    return secure; // what is slow to speak TLS and hangs up on plain HTTP
                }
                e.addSuppressed(noTls);
                throw e;
            }
        }
    }

    /** True when what came was no TLS at all. One that is slow, or cuts the connection, may yet speak it. */
    private static boolean isPlain(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("unrecognized SSL message")) {
                return true;
            }
        }
        return false;
    }

    private int ask(URI uri) throws IOException {
        Transport transport = Origin.of(uri).isLoopback() ? near : probing;
        try (Answer answer = transport.send(Transport.Request.get(uri, Map.of(), Optional.empty()))) {
            return answer.status();
        }
    }
}
