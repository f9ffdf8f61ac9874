package dev.jbuild.cache.http;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends single requests and follows redirects by hand, for the JDK's client would take Authorization along to another origin: here it
 * stays with the origin that it was made for, and nothing goes from HTTPS to HTTP. Thread-safe.
 */
public final class Transport {
    private static final int MAX_REDIRECTS = 5;
    private static final int PROXY_REFUSES = 407;

    private final HttpClients clients;
    private final Duration timeout;
    private final Pace pace;

    /** @param timeout for an answer to begin, for a transfer to move in either direction */
    public Transport(HttpClients clients, Duration timeout) {
        this(clients, new Pace(timeout, 0));
    }

    /** @param pace its stall is how long an answer may take to begin, too */
    public Transport(HttpClients clients, Pace pace) {
        this.clients = clients;
        this.timeout = pace.stall();
        this.pace = pace;
    }

    /** One that trusts whom this Java runtime trusts. */
    public Transport(Duration timeout, ProxySelector proxies) {
        this(new HttpClients(proxies, Certificates.USUAL), timeout);
    }

    /** A request to be sent, with the Authorization that its own origin may see. */
    public record Request(
            String method, URI uri, Map<String, String> headers, Optional<String> authorization, RequestBody body) {
        public static Request get(URI uri, Map<String, String> headers, Optional<String> authorization) {
            return new Request("GET", uri, headers, authorization, RequestBody.NONE);
        }

        /** A redirect takes a body along only where its status says so. */
        boolean follows(Answer answer) {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            return answer.isRedirect()
                    && answer.header("Location").isPresent()
                    && (reads || answer.status() == 307 || answer.status() == 308);
        }
    }

    /** The first answer that is no redirect. The caller closes. */
    public Answer send(Request request) throws IOException {
        URI uri = request.uri;
        Origin first = Origin.of(uri);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            boolean same = Origin.of(uri).equals(first);
            Answer answer = sendOnce(request, uri, same ? request.authorization : Optional.empty());
            if (!request.follows(answer)) {
                return answer;
            }
            try (answer) {
                uri = Origin.redirected(uri, answer.header("Location").orElseThrow());
            }
            if (request.body.isSecret() && !Origin.of(uri).equals(first)) {
                throw new RedirectException("got a redirect from " + first + " to " + Origin.of(uri)
                        + ", which is not followed with what is for the first alone");
            }
        }
        throw new RedirectException("got more than " + MAX_REDIRECTS + " redirects from " + first.host());
    }

    private Answer sendOnce(Request request, URI uri, Optional<String> authorization) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        request.headers.forEach(builder::header);
        authorization.ifPresent(value -> builder.header("Authorization", value));
        clients.proxyAuthorization(uri).ifPresent(value -> builder.header("Proxy-Authorization", value));
        builder.header("User-Agent", "jbuild");
        RequestBody.Sent sent = new RequestBody.Sent();
        builder.method(request.method, request.body.publisher(sent));
        CompletableFuture<HttpResponse<ArrivingBody>> exchange =
                clients.of(Origin.of(uri)).sendAsync(builder.build(), head -> new ArrivingBody(pace));
        HttpResponse<ArrivingBody> response = await(exchange, sent);
        ArrivingBody body = response.body() == null ? ArrivingBody.empty() : response.body(); // of a proxy's refusal
        if (response.statusCode() == PROXY_REFUSES) {
            body.close();
            throw new ProxyException("the proxy answered 407: it wants a name and a password, or other ones");
        }
        return new Answer(response.statusCode(), response.headers(), body, response.uri());
    }

    /** Waits for as long as something moves. */
    private HttpResponse<ArrivingBody> await(
            CompletableFuture<HttpResponse<ArrivingBody>> exchange, RequestBody.Sent sent) throws IOException {
        long before = 0;
        while (true) {
            try {
                return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (sent.bytes() == before) {
                    exchange.cancel(true);
                    throw new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
                }
                before = sent.bytes();
            } catch (InterruptedException e) {
                exchange.cancel(true);
                Thread.currentThread().interrupt();
                throw new IOException("the transfer was interrupted", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException("the request failed", e.getCause());
            }
        }
    }
}
