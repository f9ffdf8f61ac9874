package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.http.Transport;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends requests to registries with the Authorization that they ask for, which is kept for the next request of the same kind. It is
 * shown to the registry's own origin and to nobody else. Thread-safe.
 */
final class RegistrySession {
    private final Transport transport;
    private final Tokens tokens;
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    RegistrySession(Transport transport, Credentials.Source credentials) {
        this.transport = transport;
        this.tokens = new Tokens(transport, credentials);
    }

    /**
     * A request to a registry.
     *
     * @param uri may be of another origin, as the location of an upload is at some registries; then nothing is shown to it
     * @param scopes what a token for it must allow
     */
    record Call(String method, URI uri, Map<String, String> headers, RequestBody body, List<String> scopes) {

        static Call get(URI uri, Map<String, String> headers, String scope) {
            return new Call("GET", uri, headers, RequestBody.NONE, List.of(scope));
        }

        private Transport.Request request(Optional<String> authorization) {
            return new Transport.Request(method, uri, headers, authorization, body);
        }
    }

    /** The answer, whatever it is. The caller closes. */
    Answer send(Endpoint endpoint, Call call) throws IOException {
        if (!Origin.of(call.uri).equals(endpoint.origin())) {
            return transport.send(call.request(Optional.empty()));
        }
        String key = endpoint.name() + " " + endpoint.origin() + " " + String.join(" ", call.scopes);
        Answer answer = transport.send(call.request(Optional.ofNullable(authorizations.get(key))));
        if (answer.status() != 401) {
            return answer;
        }
        Optional<String> fresh =
                tokens.authorization(endpoint.name(), endpoint.origin(), Challenge.of(answer), call.scopes);
        if (fresh.isEmpty()) {
            return answer;
        }
        answer.close();
        authorizations.put(key, fresh.get());
        return transport.send(call.request(fresh));
    }

    /** The answer, when it is one of success; another one is a {@link RegistryException}. The caller closes. */
    Answer succeed(Endpoint endpoint, Call call) throws IOException {
        Answer answer = send(endpoint, call);
        if (!answer.isSuccess()) {
            try (Answer refused = answer) {
                throw RegistryException.of(refused);
            }
        }
        return answer;
    }

    /** What lies at an address of anybody's, with nothing shown to him. The caller closes. */
    Answer fetchForeign(URI uri, Map<String, String> headers) throws IOException {
        return transport.send(Transport.Request.get(uri, headers, Optional.empty()));
    }
}
