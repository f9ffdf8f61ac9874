package dev.jbuild.cache.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory on loopback, which serves what it was given, and misbehaves when a test says so. One without TLS says so at once
 * to who speaks TLS, as usual servers do; its {@link #silentPort()} does not. Thread-safe.
 */
final class TestRegistry implements AutoCloseable {
    private static final String NO_TLS = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request";

    private final HttpServer server;
    private final Optional<TestDoor> door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final TestUploads uploads = new TestUploads(this);
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Set<Digest> pushed = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private volatile String wantedAuthorization = "";
    private volatile String challenge = "";
    private volatile TestTokens tokens = TestTokens.NONE;
    private volatile Ranges ranges = Ranges.SERVED;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else a small answer waits 40 ms for company
    }

    private record Content(String type, byte[] bytes) {}

    /** Faults in place of answers: one for each request that matches, the last one for all that come after, if it lasts. */
    private record Rule(String method, String part, Deque<Fault> faults, Lasting lasting) {
        synchronized Optional<Fault> next(String asked, String path) {
            if (!asked.equals(method) || !path.contains(part)) {
                return Optional.empty();
            }
            return Optional.ofNullable(lasting == Lasting.ALWAYS ? faults.peek() : faults.poll());
        }
    }

    /** How often something goes wrong. */
    enum Lasting {
        ONCE,
        ALWAYS
    }

    enum Ranges {
        SERVED,
        IGNORED
    }

    /** Answers in place of the registry. */
    interface Fault {
        void answer(HttpExchange exchange, byte[] bytes) throws IOException;
    }

    /** What stands before the server. */
    private interface Opening {
        Optional<TestDoor> before(HttpServer server) throws IOException;
    }

    TestRegistry() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), TestRegistry::open);
    }

    private TestRegistry(HttpServer server, Opening opening) throws IOException {
        this.server = server;
        door = opening.before(server);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** One that speaks TLS, and asks for a certificate when the parameters say so. */
    static TestRegistry secure(SSLContext context, SSLParameters parameters) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters params) {
                params.setSSLParameters(parameters);
            }
        });
        return new TestRegistry(server, nothing -> Optional.empty());
    }

    private static Optional<TestDoor> open(HttpServer server) throws IOException {
        int port = server.getAddress().getPort();
        return Optional.of(new TestDoor((door, client) -> {
            PushbackInputStream in = new PushbackInputStream(client.getInputStream());
            int first = in.read();
            if (first == TestDoor.TLS_HANDSHAKE) {
                client.getOutputStream().write(NO_TLS.getBytes(StandardCharsets.US_ASCII));
            } else if (first >= 0) {
                in.unread(first);
                try (Socket there = TestDoor.connect(port)) {
                    door.join(in, client, there);
                }
            }
        }));
    }

    int port() {
        return door.map(TestDoor::port).orElseGet(this::silentPort);
    }

    /** Another port of a registry without TLS: who speaks TLS there gets no answer at all. */
    int silentPort() {
        return server.getAddress().getPort();
    }

    /** Host and port, as a reference names them. */
    String name() {
        return "127.0.0.1:" + port();
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

    /** What goes wrong with requests of a method for paths that have this part in them. */
    void fail(String method, String part, Lasting lasting, Fault... answers) {
        rules.add(new Rule(method, part, new ArrayDeque<>(List.of(answers)), lasting));
    }

    /** From now on only tokens count that its own token server gave, each for so many requests. */
    void requireTokens(int requestsEach) {
        tokens = new TestTokens("http://" + name() + TestTokens.PATH, requestsEach);
    }

    void ranges(Ranges how) {
        ranges = how;
    }

    /** From now on nothing is served without this header; without it this challenge is given. */
    void require(String authorization, String wwwAuthenticate) {
        wantedAuthorization = authorization;
        challenge = wwwAuthenticate;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("-");
        requests.add(exchange.getRequestMethod() + " " + path + " " + authorization);
        Content content = contents.get(exchange.getRequestURI().getPath());
        if (path.startsWith("/v2/") && !tokens.accepts(authorization)) {
            Faults.status(401, "WWW-Authenticate", tokens.challenge()).answer(exchange, new byte[0]);
            return;
        }
        if (path.startsWith("/v2/") && !wantedAuthorization.isEmpty() && !authorization.equals(wantedAuthorization)) {
            Faults.status(401, "WWW-Authenticate", challenge).answer(exchange, new byte[0]);
            return;
        }
        Optional<Fault> fault = fault(exchange.getRequestMethod(), path);
        if (fault.isPresent()) {
            fault.get().answer(exchange, content == null ? new byte[0] : content.bytes);
            return;
        }
        answer(exchange, path, content);
    }

    private void answer(HttpExchange exchange, String path, @Nullable Content content) throws IOException {
        if (path.startsWith(TestTokens.PATH) && tokens != TestTokens.NONE) {
            Faults.send(exchange, 200, tokens.next());
        } else if (path.contains("/blobs/uploads/")) {
            uploads.handle(exchange);
        } else if (exchange.getRequestMethod().equals("PUT")) {
            takeManifest(exchange);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            String digest = content == null ? "" : Digest.of(content.bytes).toString();
            Faults.status(content == null ? 404 : 200, "Docker-Content-Digest", digest)
                    .answer(exchange, new byte[0]);
        } else if (path.equals("/v2/")) {
            Faults.send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (content == null) {
            Faults.send(
                    exchange,
                    404,
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
                            .getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.getResponseHeaders().set("Content-Type", content.type);
            serve(exchange, content.bytes);
        }
    }

    private Optional<Fault> fault(String method, String path) {
        for (Rule rule : rules) {
            Optional<Fault> fault = rule.next(method, path);
            if (fault.isPresent()) {
                return fault;
            }
        }
        for (Map.Entry<String, Deque<Fault>> entry : faults.entrySet()) {
            Fault fault = path.endsWith(entry.getKey()) ? entry.getValue().poll() : null;
            if (fault != null) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private void takeManifest(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String digest = Digest.of(bytes).toString();
        pushed.add(Digest.of(bytes));
        put(path, type, bytes);
        put(path.substring(0, path.lastIndexOf('/') + 1) + digest, type, bytes);
        Faults.status(201, "Docker-Content-Digest", digest).answer(exchange, new byte[0]);
    }

    private void serve(HttpExchange exchange, byte[] bytes) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || ranges == Ranges.IGNORED) {
            Faults.send(exchange, 200, bytes);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        Faults.send(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public void close() {
        server.stop(0);
        door.ifPresent(TestDoor::close);
        threads.shutdownNow();
        validatePushed();
    }

    /** What clients have pushed is valid; what a test put here itself may be wrong. Blobs have their digests: uploads saw to it. */
    private void validatePushed() {
        if (pushed.stream().allMatch(TestImages::isValid)) {
            return;
        }
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        try {
            for (Content content : contents.values()) {
                blobs.put(content.bytes);
            }
            ValidImages.among(blobs, List.copyOf(pushed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
