package dev.jbuild.cache.registry;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.http.Transport;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonDocument;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the Authorization that a registry asks for: Basic for the registry itself, or a token from the server that it names. That
 * server is shown the user's credentials only over HTTPS, or where the registry itself is one of this machine.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">the token protocol</a>
 */
record Tokens(Transport transport, Credentials.Source credentials) {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB

    /** The header that answers the best of the challenges; empty when there is nothing to answer with. */
    Optional<String> authorization(String registry, Origin origin, List<Challenge> challenges, List<String> scopes)
            throws IOException {
        Credentials known = credentials.find(registry);
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                return Optional.of("Bearer " + token(known, origin, challenge, scopes));
            }
        }
        boolean basic =
                challenges.stream().anyMatch(challenge -> challenge.scheme().equals("basic"));
        if (basic && known instanceof Credentials.Basic pair) {
            return Optional.of(pair.header());
        }
        return Optional.empty();
    }

    private String token(Credentials known, Origin registry, Challenge challenge, List<String> scopes)
            throws IOException {
        URI realm = realm(registry, challenge);
        String service = challenge.parameter("service").orElse("");
        Transport.Request request;
        if (known instanceof Credentials.IdentityToken identity) {
            String form = "grant_type=refresh_token&client_id=jbuild" + "&service=" + encoded(service) + "&scope="
                    + encoded(String.join(" ", scopes)) + "&refresh_token=" + encoded(identity.token());
            request = new Transport.Request(
                    "POST",
                    realm,
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    Optional.empty(),
                    RequestBody.secretForm(form));
        } else {
            StringBuilder query = new StringBuilder("service=" + encoded(service));
            scopes.forEach(scope -> query.append("&scope=").append(encoded(scope)));
            URI uri = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
            Optional<String> header =
                    known instanceof Credentials.Basic basic ? Optional.of(basic.header()) : Optional.empty();
            request = Transport.Request.get(uri, Map.of(), header);
        }
        try (Answer answer = transport.send(request)) {
            if (!answer.isSuccess()) {
                throw RegistryException.of(answer);
            }
            JsonDocument json = JsonDocument.parse("the answer of a token server", answer.bytes(MAX_BYTES));
            String token = json.text("token").isEmpty() ? json.text("access_token") : json.text("token");
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IOException("got no token from " + realm.getHost());
            }
            return token;
        }
    }

    private static URI realm(Origin registry, Challenge challenge) {
        String text = challenge.parameter("realm").orElse("");
        try {
            URI realm = URI.create(text);
            Origin origin = Origin.of(realm);
            boolean sameHost = origin.host().equals(registry.host());
            boolean trusted = origin.isSecure() && (!origin.isLocal() || sameHost)
                    || origin.scheme().equals("http") && !registry.isSecure() && sameHost;
            if (realm.getRawFragment() == null && realm.getRawUserInfo() == null && trusted) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Not an address: refused below like one that is not trusted.
        }
        throw BuildException.of(
                        ErrorCode.REMOTE_INVALID,
                        "the registry %s asks for a token from \"%s\", which is not trusted: want https, and no address of this machine"
                                .formatted(registry.host(), Printable.of(text)))
                .withHint("check that the name of the registry is right");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
