package dev.jbuild.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** A repository over HTTP for who shows the token {@code sesame}, as the password of x-access-token or in a header of its own. */
record PrivateRepository(OpenRepository repository) implements HttpHandler {
    private static final Set<String> TAKEN = Set.of(
            "bearer sesame",
            "basic " + Base64.getEncoder().encodeToString("x-access-token:sesame".getBytes(StandardCharsets.US_ASCII)));

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (shown == null || !TAKEN.contains(lowerCaseScheme(shown))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            repository.answer(exchange);
        }
    }

    private static String lowerCaseScheme(String authorization) {
        int blank = authorization.indexOf(' ');
        return authorization.substring(0, Math.max(blank, 0)).toLowerCase(java.util.Locale.ROOT)
                + authorization.substring(Math.max(blank, 0));
    }
}
