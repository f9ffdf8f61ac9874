package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from Debian's docker-registry on loopback into a store on disk. */
@Tag("peers")
@Timeout(60)
final class DockerRegistryTest {
    @TempDir
    Path directory;

    private final ExecutorService waits = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private List<Process> registries = List.of();

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(directory.resolve("registry"), port));
        registries = List.of(new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start());
        awaitRegistry();
    }

    @AfterEach
    void stop() {
        registries.forEach(registry -> registry.destroyForcibly().onExit().join());
        waits.shutdownNow();
    }

    @Test
    void pullsAnImageIntoTheStore() throws Exception {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 4, 300_000);
        push("team/app", "v1", image);
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store"));
                BuildStore build = store.openBuild()) {
            RegistryImageSource source = new RegistryImageSource(
                    new RegistryClient(RegistryOptions.DEFAULT, name -> new Credentials.Anonymous(), Map.of()),
                    build,
                    waits);
            ImageReference reference = ImageReference.parse("localhost:" + port + "/team/app:v1");
            ResolvedImage resolved = source.resolve(reference, TestImages.AMD64);
            assertThat(resolved.manifestDescriptor().digest()).isEqualTo(image.digest());
            assertThat(source.fetchLayers(resolved)).hasSize(4);
            for (byte[] layer : image.layers()) {
                try (var in = build.blobs().open(Digest.of(layer))) {
                    assertThat(in.readAllBytes()).isEqualTo(layer);
                }
            }
            build.publish();
            assertThat(build.images().find(reference)).isPresent();
        }
    }

    private void push(String repository, String tag, TestImages.Sample image) throws Exception {
        pushBlob(repository, image.config());
        for (byte[] layer : image.layers()) {
            pushBlob(repository, layer);
        }
        HttpRequest put = HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(image.manifest()))
                .build();
        assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
    }

    private void pushBlob(String repository, byte[] bytes) throws Exception {
        HttpRequest begin = HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<Void> begun = http.send(begin, HttpResponse.BodyHandlers.discarding());
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI target = uri("/").resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + Digest.of(bytes));
        HttpRequest put = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
    }

    private void awaitRegistry() throws Exception {
        for (int i = 0; i < 200; i++) {
            try {
                http.send(HttpRequest.newBuilder(uri("/v2/")).build(), HttpResponse.BodyHandlers.discarding());
                return;
            } catch (IOException e) {
                Thread.sleep(50); // it is not listening yet
            }
        }
        throw new AssertionError(Files.readString(directory.resolve("registry.log")));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
