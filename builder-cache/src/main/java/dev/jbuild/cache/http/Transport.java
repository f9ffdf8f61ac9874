package dev.jbuild.cache.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sends single requests and follows redirects by hand, for the JDK's client would take Authorization along to another origin: here it
 * stays with the origin that it was made for, and nothing goes from HTTPS to HTTP. Thread-safe.
 */
public final class Transport {
    private static final int MAX_REDIRECTS = 5;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Duration timeout;

    public Transport(Duration timeout, ProxySelector proxies) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT.compareTo(timeout) < 0 ? CONNECT : timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .version(HttpClient.Version.HTTP_1_1) // one connection each: a transfer that stalls holds up no other
                .build();
    }

    /** A request to be sent, with the Authorization that its own origin may see. */
    public record Request(
            String method, URI uri, Map<String, String> headers, Optional<String> authorization, String form) {
        public static Request get(URI uri, Map<String, String> headers, Optional<String> authorization) {
            return new Request("GET", uri, headers, authorization, "");
        }
    }

    /** The first answer that is no redirect. The caller closes. */
    public Answer send(Request request) throws IOException {
        URI uri = request.uri;
        Origin first = Origin.of(uri);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            boolean same = Origin.of(uri).equals(first);
            Answer answer = sendOnce(request, uri, same ? request.authorization : Optional.empty());
            if (!answer.isRedirect() || answer.header("Location").isEmpty()) {
                return answer;
            }
            try (answer) {
                uri = Origin.redirected(uri, answer.header("Location").orElseThrow());
            }
        }
        throw new IOException("got more than " + MAX_REDIRECTS + " redirects from " + first.host());
    }

    private Answer sendOnce(Request request, URI uri, Optional<String> authorization) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(timeout);
        request.headers.forEach(builder::header);
        authorization.ifPresent(value -> builder.header("Authorization", value));
        builder.header("User-Agent", "jbuild");
        builder.method(
                request.method,
                request.form.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(request.form));
        try {
            HttpResponse<InputStream> response =
                    client.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
            Answer answer = Answer.of(response);
            return new Answer(
                    answer.status(), answer.headers(), new WatchedStream(answer.body(), timeout), answer.address());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was interrupted", e);
        }
    }
}
