package dev.jbuild.cache.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Repositories over HTTP on loopback, as git's own server gives them; it misbehaves when a test says so. Thread-safe. */
final class SmartServer implements AutoCloseable {
    private static final String SERVICE = "git-upload-pack";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, TestRepository> repositories = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Protocol protocol = Protocol.NEW;
    private volatile Fault fault = exchange -> false;

    enum Protocol {
        NEW,
        /** Which gives only what has a name. */
        OLD
    }

    /** Answers in place of the server, if it wants to. */
    interface Fault {
        boolean answers(HttpExchange exchange) throws IOException;
    }

    SmartServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    void put(String path, TestRepository repository) {
        repositories.put(path, repository);
    }

    void speak(Protocol version) {
        protocol = version;
    }

    void fail(Fault with) {
        fault = with;
    }

    /** Method, path and Authorization of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                + (authorization == null ? "" : " " + authorization));
        try (exchange) {
            if (!fault.answers(exchange)) {
                answer(exchange);
            }
        } catch (IOException | RuntimeException e) {
            // the other side has gone, or asks for what there is not, and hears of that
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean advertises = path.endsWith("/info/refs");
        TestRepository repository = repositories.get(path.replaceAll("/(info/refs|git-upload-pack)$", ""));
        if (repository == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        UploadPack service = new UploadPack(repository.repository());
        service.setBiDirectionalPipe(false);
        String wanted = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (wanted != null && protocol == Protocol.NEW) {
            service.setExtraParameters(List.of(wanted.split(":")));
        }
        exchange.getResponseHeaders()
                .set("Content-Type", "application/x-git-upload-pack-" + (advertises ? "advertisement" : "result"));
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        if (advertises) {
            service.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), SERVICE);
        } else {
            service.upload(body(exchange), out, null);
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
