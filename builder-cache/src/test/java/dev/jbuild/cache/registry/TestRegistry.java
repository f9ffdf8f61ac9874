package dev.jbuild.cache.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry in memory on loopback, which serves what it was given, and misbehaves when a test says so. Thread-safe. */
final class TestRegistry implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final TestUploads uploads = new TestUploads(this);
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile String wantedAuthorization = "";
    private volatile String challenge = "";
    private volatile Ranges ranges = Ranges.SERVED;

    private record Content(String type, byte[] bytes) {}

    enum Ranges {
        SERVED,
        IGNORED
    }

    /** Answers in place of the registry. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] bytes) throws IOException;
    }

    TestRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Host and port, as a reference names them. */
    String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@code METHOD PATH AUTHORIZATION} of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    long count(String part) {
        return requests().stream().filter(request -> request.contains(part)).count();
    }

    void put(String path, String type, byte[] bytes) {
        contents.put(path, new Content(type, bytes));
    }

    Digest putBlob(String repository, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        put("/v2/" + repository + "/blobs/" + digest, "application/octet-stream", bytes);
        return digest;
    }

    Optional<byte[]> content(String path) {
        return Optional.ofNullable(contents.get(path)).map(content -> content.bytes);
    }

    TestUploads uploads() {
        return uploads;
    }

    /** The next requests for a path that ends like this are answered by these, one each. */
    void fail(String end, Fault... answers) {
        faults.put(end, new ArrayDeque<>(List.of(answers)));
    }

    void ranges(Ranges how) {
        ranges = how;
    }

    /** From now on nothing is served without this header; without it this challenge is given. */
    void require(String authorization, String wwwAuthenticate) {
        wantedAuthorization = authorization;
        challenge = wwwAuthenticate;
    }

    /** Bytes up to a place, then the connection is cut. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Bytes up to a place, then nothing for so long. */
    static Fault stallAfter(int bytes, long millis) {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    static Fault status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /** Other bytes than asked for. */
    static Fault bytes(byte[] others) {
        return (exchange, content) -> send(exchange, 200, others, 0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("-");
        requests.add(exchange.getRequestMethod() + " " + path + " " + authorization);
        Content content = contents.get(exchange.getRequestURI().getPath());
        for (Map.Entry<String, Deque<Fault>> entry : faults.entrySet()) {
            Fault fault = path.endsWith(entry.getKey()) ? entry.getValue().poll() : null;
            if (fault != null) {
                fault.answer(exchange, content == null ? new byte[0] : content.bytes);
                return;
            }
        }
        if (path.startsWith("/v2/") && !wantedAuthorization.isEmpty() && !authorization.equals(wantedAuthorization)) {
            status(401, "WWW-Authenticate", challenge).answer(exchange, new byte[0]);
        } else if (path.contains("/blobs/uploads/")) {
            uploads.handle(exchange);
        } else if (exchange.getRequestMethod().equals("PUT")) {
            takeManifest(exchange);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            String digest = content == null ? "" : Digest.of(content.bytes).toString();
            status(content == null ? 404 : 200, "Docker-Content-Digest", digest).answer(exchange, new byte[0]);
        } else if (path.equals("/v2/")) {
            send(exchange, 200, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0);
        } else if (content == null) {
            send(
                    exchange,
                    404,
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    0);
        } else {
            exchange.getResponseHeaders().set("Content-Type", content.type);
            serve(exchange, content.bytes);
        }
    }

    private void takeManifest(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String digest = Digest.of(bytes).toString();
        put(path, type, bytes);
        put(path.substring(0, path.lastIndexOf('/') + 1) + digest, type, bytes);
        status(201, "Docker-Content-Digest", digest).answer(exchange, new byte[0]);
    }

    private void serve(HttpExchange exchange, byte[] bytes) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || ranges == Ranges.IGNORED) {
            send(exchange, 200, bytes, 0);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        send(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length), 0);
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes, int offset) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes, offset, bytes.length);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
