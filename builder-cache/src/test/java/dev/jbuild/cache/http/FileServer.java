package dev.jbuild.cache.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Files on loopback, and whatever a test wants to be answered. Thread-safe. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** An answer. */
    interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Path and Authorization of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void page(String path, Page page) {
        pages.put(path, page);
    }

    /** A file with these headers; one with the ETag or the time that is asked for is not sent again. */
    void file(String path, byte[] bytes, Map<String, String> headers) {
        page(path, exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            boolean same = matches(exchange, "If-None-Match", headers.get("ETag"))
                    || matches(exchange, "If-Modified-Since", headers.get("Last-Modified"));
            if (same) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private static boolean matches(HttpExchange exchange, String header, String value) {
        return value != null && value.equals(exchange.getRequestHeaders().getFirst(header));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestURI() + (authorization == null ? "" : " " + authorization));
        Page page = pages.get(exchange.getRequestURI().getPath());
        try (exchange) {
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                page.answer(exchange);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
