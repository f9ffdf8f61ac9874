package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a registry is reached: through proxies, by mirrors, over HTTP only where that may be. */
@Timeout(90)
final class RegistryWaysTest {
    private static final String HOST = "registry.example";
    private static final RegistryOptions FAST =
            RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(10), 2, Duration.ofMillis(5));

    @TempDir
    Path directory;

    private final InMemoryStore store = new InMemoryStore();
    private final ExecutorService waits = Executors.newCachedThreadPool();
    private TestImages.Sample image = new TestImages.Sample(new byte[0], new byte[0], List.of());
    private TestRegistry plain;

    @BeforeEach
    void serve() throws IOException {
        image = TestImages.image(TestImages.AMD64, 1, 1000);
        plain = new TestRegistry();
        TestImages.serve(plain, "team/app", "v1", image);
    }

    @AfterEach
    void stop() throws IOException {
        plain.close();
        waits.shutdownNow();
        store.close();
    }

    @Test
    void tunnelsThroughAProxyThatWantsAPassword() throws Exception {
        TestAuthority authority = TestAuthority.create("authority");
        SSLContext context = authority.issue(HOST).server(authority);
        Path own = Files.createDirectories(directory.resolve("certs.d").resolve(HOST));
        Files.writeString(own.resolve("ca.crt"), authority.pem());
        RegistryOptions options = FAST.withCertificates(List.of(directory.resolve("certs.d")));
        String wanted = "Proxy-Authorization: " + new Credentials.Basic("us@er", "p:w+").header();
        try (TestRegistry secure = TestRegistry.secure(context, context.getDefaultSSLParameters());
                TestProxy proxy = new TestProxy(secure.port(), wanted)) {
            TestImages.serve(secure, "team/app", "v1", image);
            pull(HOST, options, Map.of("HTTPS_PROXY", "http://us%40er:p%3Aw+@127.0.0.1:" + proxy.port()));
            assertThat(proxy.requests()).isNotEmpty().containsOnly("CONNECT " + HOST + ":443 HTTP/1.1");
            assertThat(secure.count("GET /v2/team/app/manifests")).isPositive();
            assertThatThrownBy(
                            () -> pull(HOST, options, Map.of("https_proxy", "us%40er:wrong@127.0.0.1:" + proxy.port())))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("407")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void goesThroughAProxyOverHttpWhereTheRegistryIsInsecure() throws IOException {
        String name = HOST + ":5000";
        RegistryOptions options = FAST.withInsecure(new InsecureRegistries(Set.of(name)));
        String wanted = "Proxy-Authorization: " + new Credentials.Basic("u", "p").header();
        try (TestProxy proxy = new TestProxy(plain.port(), wanted)) {
            String address = "http://u:p@127.0.0.1:" + proxy.port();
            pull(name, options, Map.of("HTTP_PROXY", address, "HTTPS_PROXY", address));
            assertThat(proxy.requests()).contains("GET http://" + name + "/v2/team/app/manifests/v1 HTTP/1.1");
        }
    }

    @Test
    void leavesOutProxiesWhereTheUserSaysSo() throws IOException {
        try (TestProxy proxy = new TestProxy(plain.port(), "")) {
            Map<String, String> environment = Map.of(
                    "HTTP_PROXY", "127.0.0.1:" + proxy.port(),
                    "HTTPS_PROXY", "127.0.0.1:" + proxy.port(),
                    "NO_PROXY", "other, .example");
            assertThatThrownBy(() -> pull(HOST, FAST, environment)).hasMessageContaining("no connection");
            pull(plain.name(), FAST, environment);
            assertThat(proxy.requests()).isEmpty();
        }
    }

    @Test
    void saysWhichProxiesItTakes() {
        for (String proxy : List.of("socks5://127.0.0.1:1080", "https://127.0.0.1:1", "http://", "http://[")) {
            assertThatThrownBy(() -> pull(HOST, FAST, Map.of("HTTPS_PROXY", proxy)))
                    .as(proxy)
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("got a proxy");
        }
    }

    @Test
    void takesFromTheRegistryWhatAMirrorHasNotGot() throws IOException {
        try (TestRegistry mirror = new TestRegistry()) {
            pull(plain.name(), mirrors(mirror.name()), Map.of());
            assertThat(mirror.requests()).isNotEmpty().allMatch(request -> request.endsWith(" -"));
            assertThat(plain.count("/blobs/")).isEqualTo(2);
        }
    }

    @Test
    void takesFromAMirrorWhatItHas() throws IOException {
        try (TestRegistry mirror = new TestRegistry()) {
            TestImages.serve(mirror, "cache/team/app", "v1", image);
            pull(plain.name(), mirrors(mirror.name() + "/cache"), Map.of());
            assertThat(mirror.count("/blobs/")).isEqualTo(2);
            assertThat(plain.count("/team/")).isZero();
        }
    }

    @Test
    void believesNoMirrorThatServesSomethingElse() throws IOException {
        try (TestRegistry mirror = new TestRegistry()) {
            TestImages.serve(mirror, "team/app", "v1", TestImages.image(TestImages.AMD64, 1, 500));
            byte[] other = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            mirror.put("/v2/team/app/manifests/" + image.digest(), "application/json", other);
            ImageReference pinned =
                    ImageReference.parse(plain.name() + "/team/app").withDigest(image.digest());
            try (BuildStore build = store.openBuild()) {
                new RegistryImageSource(client(mirrors(mirror.name()), Map.of()), build, waits)
                        .resolve(pinned, TestImages.AMD64);
            }
        }
    }

    @Test
    void asksAMirrorThatCannotBeReachedOnce() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            RegistryOptions options = mirrors("http://127.0.0.1:" + silent.getLocalPort())
                    .withTimes(Duration.ofSeconds(2), 2, Duration.ofMillis(5));
            pull(plain.name(), options, Map.of());
            silent.setSoTimeout(200);
            silent.accept().close();
            assertThatThrownBy(silent::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void speaksHttpToThisMachineAlone() {
        assertThat(new dev.jbuild.cache.http.Origin("https", "localhost", 5000).isLoopback())
                .isTrue();
        // Nobody answers there; what counts is that the registry that is not of this machine is not asked over HTTP.
        try (TestProxy proxy = new TestProxy(plain.port(), "")) {
            String address = "http://127.0.0.1:" + proxy.port();
            assertThatThrownBy(() -> pull(HOST + ":5000", FAST, Map.of("HTTP_PROXY", address, "HTTPS_PROXY", address)))
                    .isInstanceOf(BuildException.class);
            assertThat(proxy.requests()).isNotEmpty().allMatch(request -> request.startsWith("CONNECT "));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void speaksHttpToWhoIsSilentWhenTlsIsSpoken() throws IOException {
        pull("127.0.0.1:" + plain.silentPort(), FAST, Map.of());
        assertThat(plain.count("GET /v2/team/app/manifests")).isPositive();
    }

    @Test
    void speaksTlsToWhoRefusesHttpThoughItWasSlow() throws Exception {
        TestAuthority authority = TestAuthority.create("authority");
        SSLContext context = authority.issue("127.0.0.1").server(authority);
        try (TestRegistry secure = TestRegistry.secure(context, context.getDefaultSSLParameters());
                LateTls late = new LateTls(secure.port())) {
            Path own = Files.createDirectories(directory.resolve("certs.d").resolve(late.name()));
            Files.writeString(own.resolve("ca.crt"), authority.pem());
            TestImages.serve(secure, "team/app", "v1", image);
            pull(late.name(), FAST.withCertificates(List.of(directory.resolve("certs.d"))), Map.of());
            assertThat(secure.count("GET /v2/team/app/manifests")).isPositive();
        }
    }

    private RegistryOptions mirrors(String mirror) {
        return FAST.withMirrors(Map.of(plain.name(), List.of(Mirror.parse(mirror))));
    }

    private void pull(String registry, RegistryOptions options, Map<String, String> environment) throws IOException {
        try (BuildStore build = store.openBuild()) {
            RegistryImageSource source = new RegistryImageSource(client(options, environment), build, waits);
            ImageReference reference = ImageReference.parse(registry + "/team/app:v1");
            assertThat(source.fetchLayers(source.resolve(reference, TestImages.AMD64)))
                    .hasSize(1);
        }
    }

    private static RegistryClient client(RegistryOptions options, Map<String, String> environment) {
        return new RegistryClient(options, name -> new Credentials.Anonymous(), environment);
    }
}
