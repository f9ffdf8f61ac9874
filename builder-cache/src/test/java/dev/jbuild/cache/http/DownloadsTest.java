package dev.jbuild.cache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.source.contracts.HttpSourceContract;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DownloadsTest implements HttpSourceContract {
    private static final DownloadLimits LIMITS =
            new DownloadLimits(1 << 20, Duration.ofSeconds(30), 3, Duration.ofMillis(1));
    private static final DownloadLimits IMPATIENT =
            new DownloadLimits(1 << 20, Duration.ofMillis(700), 3, Duration.ofMillis(1));

    private final InMemoryStore store = new InMemoryStore();
    private final FileServer server = new FileServer();
    private DownloadLimits limits = LIMITS;

    DownloadsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        store.close();
    }

    @Override
    public HttpSource newSource() {
        return newSource(Map.of());
    }

    private HttpSource newSource(Map<String, String> environment) {
        return new Downloads(store.openBuild(), Clock.systemUTC(), limits, environment);
    }

    @Override
    public BlobStore blobs() {
        return store.blobs();
    }

    @Override
    public URI serve(String path, byte[] bytes, Optional<Instant> lastModified) {
        server.file(
                path,
                bytes,
                lastModified
                        .map(time -> Map.of(
                                "Last-Modified",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC))))
                        .orElse(Map.of("ETag", '"' + Digest.of(bytes).shortHex() + '"')));
        return server.uri(path);
    }

    private URI page(FileServer.Page page) {
        server.page("/f", page);
        return server.uri("/f");
    }

    private void failsWith(ErrorCode code, URI uri, String... parts) throws IOException {
        assertThatThrownBy(() -> newSource().fetch(uri, Optional.empty()))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContainingAll(parts);
                    assertThat(e.hint()).doesNotContain("Exception");
                });
        assertThat(store.blobs().digests()).as("what is left in the store").isEmpty();
    }

    @Test
    void asksOnlyWhetherItHasChanged() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        URI uri = page(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            sent.incrementAndGet();
            exchange.sendResponseHeaders(200, FIRST.length);
            exchange.getResponseBody().write(FIRST);
        });
        HttpSource.Fetched first = newSource().fetch(uri, Optional.empty());
        assertThat(newSource().fetch(uri, Optional.empty())).isEqualTo(first);
        assertThat(server.requests()).hasSize(2);
        assertThat(sent).hasValue(1);
        store.blobs().delete(first.content());
        newSource().fetch(uri, Optional.empty());
        assertThat(sent).as("fetched again when it was lost").hasValue(2);
    }

    @Test
    void asksOnceInABuild() throws IOException {
        HttpSource source = newSource();
        URI uri = serve("/f", FIRST, Optional.empty());
        assertThat(source.fetch(uri, Optional.empty())).isEqualTo(source.fetch(uri, Optional.empty()));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void asksForNothingWhenTheChecksumIsKnown() throws IOException {
        URI uri = serve("/f", FIRST, Optional.empty());
        newSource().fetch(uri, Optional.of(Digest.of(FIRST)));
        newSource().fetch(uri, Optional.of(Digest.of(FIRST)));
        assertThat(server.requests()).hasSize(1);
        serve("/f", SECOND, Optional.empty());
        newSource().fetch(uri, Optional.of(Digest.of(SECOND)));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void checksOtherKindsOfDigests() throws IOException, NoSuchAlgorithmException {
        URI uri = serve("/f", FIRST, Optional.empty());
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(FIRST);
        Digest sha512 = new Digest(Digest.Algorithm.SHA512, HexFormat.of().formatHex(hash));
        assertThat(newSource().fetch(uri, Optional.of(sha512)).content()).isEqualTo(Digest.of(FIRST));
        assertThat(newSource().fetch(uri, Optional.of(sha512)).content())
                .as("also when it is unchanged")
                .isEqualTo(Digest.of(FIRST));
        Digest other = new Digest(Digest.Algorithm.SHA512, "0".repeat(128));
        assertThatThrownBy(() -> newSource().fetch(uri, Optional.of(other)))
                .hasMessageContaining("got sha512:" + sha512.hex());
    }

    @Test
    void sendsAUserToItsOwnServerOnly() throws IOException {
        try (FileServer other = new FileServer()) {
            other.file("/f", FIRST, Map.of());
            server.page("/f", exchange -> {
                exchange.getResponseHeaders().set("Location", other.uri("/f").toString());
                exchange.sendResponseHeaders(302, -1);
            });
            URI uri = URI.create("http://me:pass@127.0.0.1:" + server.port() + "/f?q=1#part");
            assertThat(newSource().fetch(uri, Optional.empty()).content()).isEqualTo(Digest.of(FIRST));
            assertThat(server.requests()).containsExactly("/f?q=1 Basic bWU6cGFzcw==");
            assertThat(other.requests()).containsExactly("/f");
        }
    }

    @Test
    void followsNoRedirectToThisMachine() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        URI uri = page(exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "http://localhost:" + server.port() + "/g");
            exchange.sendResponseHeaders(302, -1);
        });
        server.file("/g", FIRST, Map.of());
        failsWith(ErrorCode.REMOTE_FAILED, uri, "an address of this machine");
        assertThat(asked).as("not tried again").hasValue(1);
    }

    @Test
    void followsNoCircle() throws IOException {
        failsWith(
                ErrorCode.REMOTE_FAILED,
                page(exchange -> {
                    exchange.getResponseHeaders().set("Location", "/f");
                    exchange.sendResponseHeaders(302, -1);
                }),
                "more than 5 redirects");
    }

    @Test
    void goesOnAfterACut() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        URI uri = page(exchange -> {
            if (tries.incrementAndGet() == 1) {
                exchange.sendResponseHeaders(503, -1);
            } else if (tries.get() == 2) {
                exchange.sendResponseHeaders(200, FIRST.length + 10);
                exchange.getResponseBody().write(FIRST);
            } else {
                exchange.sendResponseHeaders(200, FIRST.length);
                exchange.getResponseBody().write(FIRST);
            }
        });
        assertThat(newSource().fetch(uri, Optional.empty()).content()).isEqualTo(Digest.of(FIRST));
    }

    @Test
    void saysThatATransferEndedEarly() throws IOException {
        failsWith(
                ErrorCode.REMOTE_FAILED,
                page(exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(FIRST);
                }),
                "the transfer ended early");
    }

    @Test
    void givesUpWhenNothingComes() throws IOException {
        limits = IMPATIENT;
        failsWith(
                ErrorCode.REMOTE_FAILED,
                page(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(FIRST);
                    exchange.getResponseBody().flush();
                    sleep();
                }),
                "nothing came for 700 ms");
        failsWith(ErrorCode.REMOTE_FAILED, page(exchange -> sleep()), "did not answer in time");
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(5000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void takesNoMoreThanTheLimit() throws IOException {
        failsWith(
                ErrorCode.REMOTE_INVALID,
                page(exchange -> exchange.sendResponseHeaders(200, 1L << 40)),
                "larger than 1,048,576 bytes");
        failsWith(
                ErrorCode.REMOTE_INVALID,
                page(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream out = exchange.getResponseBody();
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        out.write(block);
                    }
                }),
                "larger than 1,048,576 bytes");
    }

    @Test
    void tellsRefusalsApart() throws IOException {
        failsWith(ErrorCode.REMOTE_DENIED, page(exchange -> exchange.sendResponseHeaders(403, -1)), "answered 403");
        failsWith(ErrorCode.REMOTE_FAILED, page(exchange -> exchange.sendResponseHeaders(410, -1)), "answered 410");
        failsWith(ErrorCode.REMOTE_FAILED, page(exchange -> exchange.sendResponseHeaders(206, -1)), "answered 206");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        failsWith(ErrorCode.REMOTE_FAILED, URI.create("http://127.0.0.1:" + port + "/f"), "no connection to 127.0.0.1");
    }

    @Test
    void goesThroughTheProxyOfTheEnvironment() throws IOException {
        server.page("/f", exchange -> {
            byte[] asked = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, asked.length);
            exchange.getResponseBody().write(asked);
        });
        HttpSource.Fetched fetched = newSource(Map.of("http_proxy", "http://127.0.0.1:" + server.port()))
                .fetch(URI.create("http://files.example/f"), Optional.empty());
        assertThat(store.blobs().open(fetched.content())).hasContent("http://files.example/f");
    }

    @Test
    void redirectsStayWithinBounds() {
        URI secure = URI.create("https://a.example/f");
        for (String location : List.of(
                "http://a.example/f",
                "http://b.example/",
                "https://169.254.169.254/latest",
                "file:///etc/passwd",
                "::")) {
            assertThatThrownBy(() -> Origin.redirected(secure, location))
                    .as(location)
                    .isInstanceOf(RedirectException.class);
        }
        assertThatThrownBy(() -> Origin.redirected(URI.create("http://a.example/"), "ftp://a.example/"))
                .hasMessageContaining("want https");
    }
}
