package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.testdata.DockerRegistry;
import dev.jbuild.testdata.DockerRegistry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to Debian's docker-registry on loopback and pulls from it: plain, by password, by TLS. Its log says what was sent. */
@Tag("peers")
@Timeout(120)
final class DockerRegistryTest {
    private static final Credentials LOGIN = new Credentials.Basic(DockerRegistry.USER, DockerRegistry.PASSWORD);

    @TempDir
    Path directory;

    private final ExecutorService waits = Executors.newCachedThreadPool();
    private int stores;

    @AfterEach
    void stop() {
        waits.shutdownNow();
    }

    @Test
    void givesBackWhatItWasSent() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 4, 600_000);
        try (DockerRegistry registry = start(Kind.PLAIN)) {
            push(image, client(new Credentials.Anonymous()), registry.name() + "/team/app:v1");
            pullWhole(image, client(new Credentials.Anonymous()), registry.name() + "/team/app:v1");
            assertThat(client(new Credentials.Anonymous())
                            .lists()
                            .tags(ImageReference.parse(registry.name() + "/team/app")))
                    .containsExactly("v1");
        }
    }

    @Test
    void uploadsALargeLayerInOnePieceThatItTakesInPartsToo() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 1, 3_000_000);
        try (DockerRegistry registry = start(Kind.PLAIN)) {
            push(image, client(new Credentials.Anonymous()), registry.name() + "/team/app:v1");
            assertThat(registry.requests())
                    .filteredOn(line -> line.contains("PATCH"))
                    .hasSize(1);
            pullWhole(image, client(new Credentials.Anonymous()), registry.name() + "/team/app:v1");
        }
    }

    @Test
    void mountsFromAnotherRepositoryInPlaceOfUploading() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 3, 50_000);
        try (DockerRegistry registry = start(Kind.PLAIN);
                DirectoryStore store = DirectoryStore.open(directory.resolve("store"));
                BuildStore build = store.openBuild()) {
            RegistryClient client = client(new Credentials.Anonymous());
            keep(image, build);
            StorePush push = new StorePush(client, build, waits);
            push.push(reference(registry, "team/base:v1"), graph(image, build), TransferListener.NONE);
            build.publish();
            build.images().put(reference(registry, "team/base:v1"), descriptor(image));
            long before = uploads(registry);

            RegistryPush.Pushed pushed = new StorePush(client, build, waits)
                    .push(reference(registry, "team/app:v1"), graph(image, build), TransferListener.NONE);
            assertThat(pushed.blobs().values()).containsOnly(RegistryPush.Way.MOUNTED);
            assertThat(registry.requests())
                    .filteredOn(line -> line.contains("mount=sha256") && line.contains("from=team%2Fbase"))
                    .hasSize(4)
                    .allMatch(line -> line.contains("HTTP/1.1\" 201"));
            assertThat(uploads(registry)).isEqualTo(before);
        }
    }

    /** Requests that carried bytes of blobs. */
    private static long uploads(DockerRegistry registry) throws IOException {
        return registry.requests().stream()
                .filter(line -> line.startsWith("\"PATCH") || line.startsWith("\"PUT") && line.contains("/uploads/"))
                .count();
    }

    @Test
    void uploadsNothingThatIsThere() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 3, 50_000);
        try (DockerRegistry registry = start(Kind.PLAIN)) {
            RegistryClient client = client(new Credentials.Anonymous());
            push(image, client, registry.name() + "/team/app:v1");
            long before = uploads(registry);
            push(image, client, registry.name() + "/team/app:v2");
            assertThat(uploads(registry)).isEqualTo(before);
            assertThat(registry.requests()).anyMatch(line -> line.contains("PUT /v2/team/app/manifests/v2"));
        }
    }

    @Test
    void letsInWhoHasThePassword() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 1, 10_000);
        try (DockerRegistry registry = start(Kind.BASIC)) {
            client(LOGIN).logIn(registry.name());
            push(image, client(LOGIN), registry.name() + "/team/app:v1");
            pullWhole(image, client(LOGIN), registry.name() + "/team/app:v1");
            for (Credentials other :
                    List.of(new Credentials.Anonymous(), new Credentials.Basic(DockerRegistry.USER, "wrong"))) {
                assertThatThrownBy(() -> client(other).logIn(registry.name())).hasMessageContaining("answered 401");
                expect(
                        ErrorCode.REMOTE_DENIED,
                        "answered 401",
                        () -> push(image, client(other), registry.name() + "/team/app:v2"));
            }
        }
    }

    @Test
    void trustsTheCertificatesOfADirectory() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 1, 10_000);
        try (DockerRegistry registry = start(Kind.TLS_AND_BASIC)) {
            String name = registry.name() + "/team/app:v1";
            expect(ErrorCode.REMOTE_FAILED, "signed by nobody that is trusted", () -> push(image, client(LOGIN), name));
            Path own = Files.createDirectories(directory.resolve("certs.d").resolve(registry.name()));
            Files.copy(registry.certificate(), own.resolve("ca.crt"));
            RegistryOptions options = RegistryOptions.DEFAULT.withCertificates(List.of(directory.resolve("certs.d")));
            push(image, client(LOGIN, options), name);
            pullWhole(image, client(LOGIN, options), name);
        }
    }

    @Test
    void showsTheCertificateOfADirectory() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 1, 10_000);
        try (DockerRegistry registry = start(Kind.TLS_BOTH_WAYS)) {
            Path own = Files.createDirectories(directory.resolve("certs.d").resolve(registry.name()));
            Files.copy(registry.certificate(), own.resolve("ca.crt"));
            RegistryOptions options = RegistryOptions.DEFAULT.withCertificates(List.of(directory.resolve("certs.d")));
            String name = registry.name() + "/team/app:v1";
            expect(
                    ErrorCode.REMOTE_FAILED,
                    "it wants a certificate of yours",
                    () -> push(image, client(LOGIN, options), name));
            Files.copy(registry.certificate(), own.resolve("client.cert"));
            Files.copy(registry.key(), own.resolve("client.key"));
            push(image, client(LOGIN, options), name);
            pullWhole(image, client(LOGIN, options), name);
        }
    }

    @Test
    void asksAnInsecureRegistryForNoCertificate() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 1, 10_000);
        try (DockerRegistry registry = start(Kind.TLS)) {
            RegistryOptions options =
                    RegistryOptions.DEFAULT.withInsecure(new InsecureRegistries(Set.of(registry.name())));
            push(image, client(LOGIN, options), registry.name() + "/team/app:v1");
            pullWhole(image, client(LOGIN, options), registry.name() + "/team/app:v1");
        }
    }

    @Test
    void readsFromAMirrorFirst() throws IOException {
        TestImages.Sample image = TestImages.image(TestImages.AMD64, 2, 10_000);
        try (DockerRegistry mirror = start(Kind.PLAIN)) {
            push(image, client(new Credentials.Anonymous()), mirror.name() + "/library/thing:v1");
            RegistryOptions options =
                    RegistryOptions.DEFAULT.withMirrors(Map.of("docker.io", List.of(Mirror.parse(mirror.name()))));
            pullWhole(image, client(new Credentials.Anonymous(), options), "thing:v1");
        }
    }

    private DockerRegistry start(Kind kind) throws IOException {
        return DockerRegistry.start(directory.resolve("registry"), kind);
    }

    private static RegistryClient client(Credentials credentials) {
        return client(credentials, RegistryOptions.DEFAULT);
    }

    private static RegistryClient client(Credentials credentials, RegistryOptions options) {
        return new RegistryClient(options, name -> credentials, Map.of());
    }

    private void push(TestImages.Sample image, RegistryClient client, String name) throws IOException {
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store-" + stores++));
                BuildStore build = store.openBuild()) {
            keep(image, build);
            new StorePush(client, build, waits)
                    .push(ImageReference.parse(name), graph(image, build), TransferListener.NONE);
        }
    }

    private static void keep(TestImages.Sample image, BuildStore build) throws IOException {
        build.blobs().put(image.config());
        build.blobs().put(image.manifest());
        for (byte[] layer : image.layers()) {
            build.blobs().put(layer);
        }
    }

    private static Descriptor descriptor(TestImages.Sample image) {
        return new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length);
    }

    private static dev.jbuild.core.image.ImageGraph graph(TestImages.Sample image, BuildStore build)
            throws IOException {
        return new ImageReader(build.blobs()).graph(descriptor(image));
    }

    private static ImageReference reference(DockerRegistry registry, String name) {
        return ImageReference.parse(registry.name() + "/" + name);
    }

    private void pullWhole(TestImages.Sample image, RegistryClient client, String name) throws IOException {
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store-" + stores++));
                BuildStore build = store.openBuild()) {
            RegistryImageSource source = new RegistryImageSource(client, build, waits);
            ImageReference reference = ImageReference.parse(name);
            ResolvedImage resolved = source.resolve(reference, TestImages.AMD64);
            assertThat(resolved.manifestDescriptor().digest()).isEqualTo(image.digest());
            assertThat(source.fetchLayers(resolved)).hasSize(image.layers().size());
            for (byte[] layer : image.layers()) {
                try (var in = build.blobs().open(Digest.of(layer))) {
                    assertThat(in.readAllBytes()).isEqualTo(layer);
                }
            }
            build.publish();
            assertThat(build.images().find(reference)).isPresent();
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void expect(ErrorCode code, String message, Action action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BuildException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
