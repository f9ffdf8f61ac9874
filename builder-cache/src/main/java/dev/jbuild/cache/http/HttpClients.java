package dev.jbuild.cache.http;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * One HTTP client for all origins, and one of its own for each that has certificates of its own or none that count. A redirect to
 * another origin is thus checked by that origin's rules. Thread-safe.
 */
public final class HttpClients {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final ProxySelector proxies;
    private final Certificates certificates;
    private final Map<Origin, HttpClient> special = new ConcurrentHashMap<>();
    private final Map<Origin, Boolean> usual = new ConcurrentHashMap<>();
    private final Map<Boolean, HttpClient> shared = new ConcurrentHashMap<>();

    public HttpClients(ProxySelector proxies, Certificates certificates) {
        this.proxies = proxies;
        this.certificates = certificates;
    }

    /** What a proxy on the way to an address is shown. */
    Optional<String> proxyAuthorization(URI uri) {
        return proxies instanceof EnvironmentProxies known ? known.authorization(uri) : Optional.empty();
    }

    HttpClient of(Origin origin) {
        if (origin.isSecure() && !usual.containsKey(origin)) {
            HttpClient known = special.get(origin);
            if (known != null) {
                return known;
            }
            Optional<SSLContext> context = certificates.contextFor(origin);
            if (context.isPresent()) {
                return special.computeIfAbsent(origin, o -> client(context));
            }
            usual.put(origin, true);
        }
        return shared.computeIfAbsent(true, key -> client(Optional.empty()));
    }

    private HttpClient client(Optional<SSLContext> context) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .version(HttpClient.Version.HTTP_1_1); // one connection each: a transfer that stalls holds up no other
        context.ifPresent(builder::sslContext);
        return builder.build();
    }
}
