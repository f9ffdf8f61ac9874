package dev.jbuild.cli.packaging;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * As much of a registry as one push and one pull of a small image need, so that the classes that they load can be listed. It believes
 * what it is told, keeps all in memory, and prints its name when it can be asked.
 */
public final class PassingRegistry {
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>(); // by path
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();

    private PassingRegistry() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", new PassingRegistry()::answer);
        server.start();
        System.out.println("localhost:" + server.getAddress().getPort());
        System.out.flush();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            String path = uri.getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestMethod()) {
                case "POST" -> upload(exchange, path + "uploads-" + uploads.size(), body, 202);
                case "PATCH" -> upload(exchange, path, body, 202);
                case "PUT" -> put(exchange, uri, body);
                default -> get(exchange, path);
            }
        }
    }

    private void upload(HttpExchange exchange, String path, byte[] body, int status) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(uploads.getOrDefault(path, new byte[0]));
        all.writeBytes(body);
        uploads.put(path, all.toByteArray());
        exchange.getResponseHeaders().set("Location", path);
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, all.size() - 1));
        exchange.sendResponseHeaders(status, -1);
    }

    private void put(HttpExchange exchange, URI uri, byte[] body) throws IOException {
        String path = uri.getPath();
        String digest = uri.getQuery() == null ? "" : uri.getQuery().replaceFirst("^.*digest=", "");
        if (digest.isEmpty()) {
            contents.put(path, body);
            exchange.sendResponseHeaders(201, -1);
        } else {
            upload(exchange, path, body, 201);
            contents.put(path.replaceFirst("/uploads/.*", "/" + digest), Objects.requireNonNull(uploads.get(path)));
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        byte[] content = path.equals("/v2/") ? new byte[0] : contents.get(path);
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "" + content.length);
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }
}
