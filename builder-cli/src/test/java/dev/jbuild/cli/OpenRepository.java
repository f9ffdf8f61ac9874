package dev.jbuild.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository over HTTP for everybody. */
record OpenRepository(Repository repository) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        }
    }

    /** Answers one request of the smart protocol; does not close. */
    void answer(HttpExchange exchange) throws IOException {
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
