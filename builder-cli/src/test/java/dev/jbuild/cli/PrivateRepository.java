package dev.jbuild.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository over HTTP for who shows the token {@code sesame}, as the password of x-access-token or in a header of its own. */
record PrivateRepository(Repository repository) implements HttpHandler {
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
            answer(exchange);
        }
    }

    private static String lowerCaseScheme(String authorization) {
        int blank = authorization.indexOf(' ');
        return authorization.substring(0, Math.max(blank, 0)).toLowerCase(java.util.Locale.ROOT)
                + authorization.substring(Math.max(blank, 0));
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean advertises = exchange.getRequestURI().getPath().endsWith("/info/refs");
        UploadPack service = new UploadPack(repository);
        service.setBiDirectionalPipe(false);
        String wanted = exchange.getRequestHeaders().getFirst("Git-Protocol");
        service.setExtraParameters(wanted == null ? List.of() : List.of(wanted.split(":")));
        String kind = advertises ? "advertisement" : "result";
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-" + kind);
        exchange.sendResponseHeaders(200, 0);
        if (advertises) {
            service.sendAdvertisedRefs(
                    new PacketLineOutRefAdvertiser(new PacketLineOut(exchange.getResponseBody())), "git-upload-pack");
            return;
        }
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = exchange.getRequestBody();
        service.upload(packed ? new GZIPInputStream(body) : body, exchange.getResponseBody(), null);
    }
}
