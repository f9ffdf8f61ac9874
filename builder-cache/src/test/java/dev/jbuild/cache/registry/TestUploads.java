package dev.jbuild.cache.registry;

import com.sun.net.httpserver.HttpExchange;
import dev.jbuild.core.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The uploads of a {@link TestRegistry}, as the specification has them; it cuts bodies, refuses large ones and names wrong places when a
 * test says so. Thread-safe.
 */
final class TestUploads {
    private final TestRegistry registry;
    private final Map<String, ByteArrayOutputStream> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile int cutAfter = -1;
    private volatile int cuts;
    private volatile int largest = Integer.MAX_VALUE;
    private volatile String place = "";
    private final AtomicInteger lost = new AtomicInteger();

    TestUploads(TestRegistry registry) {
        this.registry = registry;
    }

    /** The next bodies are read so far, kept, and their connection is closed. */
    void cut(int bytes, int times) {
        cutAfter = bytes;
        cuts = times;
    }

    /** A longer body is answered by 413. */
    void largest(int bytes) {
        largest = bytes;
    }

    /** Where uploads are said to be, in place of where they are. */
    void place(String location) {
        place = location;
    }

    /** The next so many uploads are finished, and nobody is told. */
    void loseAnswers(int times) {
        lost.set(times);
    }

    void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String session = path.substring(path.lastIndexOf('/') + 1);
        switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange, path);
            case "PATCH" -> append(exchange, session);
            case "PUT" -> finish(exchange, path, session);
            case "GET" -> status(exchange, session);
            default -> answer(exchange, 204);
        }
    }

    private void begin(HttpExchange exchange, String path) throws IOException {
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        if (query.startsWith("mount=")) {
            String digest = query.substring("mount=".length(), query.indexOf('&'));
            String from = query.substring(query.indexOf("from=") + "from=".length());
            Optional<byte[]> blob = registry.content("/v2/" + from + "/blobs/" + digest);
            if (blob.isPresent()) {
                registry.put(path.replace("uploads/", digest), "application/octet-stream", blob.get());
                answer(exchange, 201);
                return;
            }
        }
        String session = Integer.toString(next.incrementAndGet());
        sessions.put(session, new ByteArrayOutputStream());
        located(exchange, path + session);
        answer(exchange, 202);
    }

    private void append(HttpExchange exchange, String session) throws IOException {
        ByteArrayOutputStream bytes = sessions.get(session);
        long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        if (bytes == null) {
            answer(exchange, 404);
            return;
        }
        if (length > largest) {
            answer(exchange, 413);
            return;
        }
        if (range != null && !range.startsWith(bytes.size() + "-")) {
            answer(exchange, 416);
            return;
        }
        if (cuts > 0) {
            cuts--;
            bytes.write(exchange.getRequestBody().readNBytes(cutAfter));
            exchange.close();
            return;
        }
        exchange.getRequestBody().transferTo(bytes);
        exchange.getResponseHeaders().set("Range", "0-" + (bytes.size() - 1));
        located(exchange, exchange.getRequestURI().getPath());
        answer(exchange, 202);
    }

    private void status(HttpExchange exchange, String session) throws IOException {
        ByteArrayOutputStream bytes = sessions.get(session);
        if (bytes == null) {
            answer(exchange, 404);
            return;
        }
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, bytes.size() - 1));
        located(exchange, exchange.getRequestURI().getPath());
        answer(exchange, 204);
    }

    private void finish(HttpExchange exchange, String path, String session) throws IOException {
        ByteArrayOutputStream bytes = sessions.remove(session);
        if (bytes == null) {
            answer(exchange, 404);
            return;
        }
        exchange.getRequestBody().transferTo(bytes);
        String digest = exchange.getRequestURI().getQuery().replaceFirst(".*digest=", "");
        if (!Digest.of(bytes.toByteArray()).toString().equals(digest)) {
            answer(exchange, 400);
            return;
        }
        registry.put(path.replace("uploads/" + session, digest), "application/octet-stream", bytes.toByteArray());
        if (lost.getAndDecrement() > 0) {
            exchange.close();
            return;
        }
        answer(exchange, 201);
    }

    private void located(HttpExchange exchange, String path) {
        exchange.getResponseHeaders().set("Location", place.isEmpty() ? path : place);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            if (status < 400) {
                body.readAllBytes();
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
