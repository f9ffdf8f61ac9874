package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pushing to a registry that does right and to one that does wrong: all of it or a clear error, and no tag for a part. */
@Timeout(60)
final class RegistryPushTest {
    private static final RegistryOptions FAST =
            RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(10), 4, Duration.ofMillis(5));
    private static final int FILE_BYTES = 1_100_000; // more than what is sent in one request

    private final InMemoryStore store = new InMemoryStore();
    private final BuildStore build = store.openBuild();
    private final ExecutorService waits = Executors.newCachedThreadPool();
    private final TestRegistry registry = registry();
    private TestImages.Sample image = new TestImages.Sample(new byte[0], new byte[0], List.of());
    private Credentials credentials = new Credentials.Anonymous();

    private static TestRegistry registry() {
        try {
            return new TestRegistry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void fillTheStore() throws IOException {
        image = TestImages.image(TestImages.AMD64, 2, FILE_BYTES);
        keep(image);
    }

    private void keep(TestImages.Sample sample) throws IOException {
        build.blobs().put(sample.config());
        build.blobs().put(sample.manifest());
        for (byte[] layer : sample.layers()) {
            build.blobs().put(layer);
        }
    }

    @AfterEach
    void stop() {
        registry.close();
        waits.shutdownNow();
    }

    @Test
    void sendsEverythingAndTheTagLast() throws IOException {
        push("team/app:v1");
        expectWhole("team/app");
        List<String> puts = registry.requests().stream()
                .filter(request -> request.startsWith("PUT"))
                .toList();
        assertThat(puts.get(puts.size() - 1)).contains("/manifests/v1");
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        Map<Digest, Long> told = new ConcurrentHashMap<>();
        push("team/app:v1", (blob, done) -> told.merge(blob.digest(), done, Math::max));
        for (byte[] layer : image.layers()) {
            assertThat(told).containsEntry(Digest.of(layer), (long) layer.length);
        }
    }

    @Test
    void sendsNothingTheSecondTime() throws IOException {
        push("team/app:v1");
        long before = registry.count("/uploads/");
        RegistryPush.Pushed again = push("team/app:v1");
        assertThat(again.sentBytes()).isZero();
        assertThat(registry.count("/uploads/")).isEqualTo(before);
        assertThat(registry.count("PUT /v2/team/app/manifests/")).isEqualTo(1);
    }

    @Test
    void mountsWhatAnotherRepositoryHas() throws IOException {
        push("team/base:v1");
        build.images()
                .put(
                        reference("team/base:v1"),
                        new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length));
        RegistryPush.Pushed pushed = push("team/app:v1");
        expectWhole("team/app");
        assertThat(pushed.sentBytes()).isZero();
        assertThat(pushed.blobs().values()).containsOnly(RegistryPush.Way.MOUNTED);
        assertThat(registry.count("PATCH /v2/team/app")).isZero();
    }

    @Test
    void sendsWhatCannotBeMounted() throws IOException {
        build.images()
                .put(
                        reference("team/gone:v1"),
                        new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length));
        push("team/app:v1");
        expectWhole("team/app");
        assertThat(registry.count("DELETE")).isEqualTo(3); // the uploads that the registry began in place of mounting
    }

    @ParameterizedTest(name = "cut after {0} bytes, {1} times")
    @CsvSource({"0,1", "1,2", "400000,3", "1000000,1"})
    void goesOnWhereAnUploadWasCut(int bytes, int times) throws IOException {
        registry.uploads().cut(bytes, times);
        push("team/app:v1");
        expectWhole("team/app");
        assertThat(registry.count("GET /v2/team/app/blobs/uploads/")).isPositive();
    }

    @Test
    void sendsInPartsWhereTheWholeIsTooLarge() throws IOException {
        TestImages.Sample large = TestImages.image(TestImages.AMD64, 1, 17_000_000);
        keep(large);
        image = large;
        registry.uploads().largest(16_900_000);
        push("team/app:v1");
        expectWhole("team/app");
    }

    @Test
    void givesUpWhereNothingIsTaken() {
        registry.uploads().cut(0, 1000);
        expectFailure(ErrorCode.REMOTE_FAILED, "cannot push");
        expectNoTag();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "https://127.0.0.2:1/upload, an address of this machine",
        "http://169.254.169.254/upload, an address of this machine",
        "ftp://example.org/upload, want https",
        "http://[, cannot be read"
    })
    void followsNoBadLocation(String location, String message) {
        registry.uploads().place(location);
        expectFailure(ErrorCode.REMOTE_FAILED, message);
        expectNoTag();
    }

    @Test
    void showsNoCredentialToTheLocationOfAnUpload() throws IOException {
        Credentials.Basic basic = new Credentials.Basic("user", "password");
        credentials = basic;
        try (TestRegistry elsewhere = new TestRegistry()) {
            registry.require(basic.header(), "Basic realm=\"registry\"");
            registry.uploads().place("http://" + elsewhere.name() + "/v2/x/blobs/uploads/7");
            assertThatThrownBy(() -> push("team/app:v1")).isInstanceOf(BuildException.class);
            assertThat(elsewhere.requests()).isNotEmpty().allMatch(request -> request.endsWith(" -"));
        }
        expectNoTag();
    }

    @Test
    void saysThatTheRegistryDenies() {
        registry.require("Bearer x", "Basic realm=\"registry\"");
        expectFailure(ErrorCode.REMOTE_DENIED, "answered 401");
    }

    @Test
    void waitsOutRateLimits() throws IOException {
        registry.fail("/blobs/uploads/", Faults.status(429, "Retry-After", "0"), Faults.status(503));
        registry.fail("manifests/v1", Faults.status(404), Faults.status(502));
        push("team/app:v1");
        expectWhole("team/app");
    }

    @Test
    void asksForATokenThatMayPush() throws IOException {
        registry.require("Bearer t", "Bearer realm=\"http://" + registry.name() + "/token\",service=\"s\"");
        registry.put("/token", "application/json", "{\"access_token\":\"t\"}".getBytes(StandardCharsets.UTF_8));
        push("team/app:v1");
        assertThat(registry.requests())
                .anyMatch(request ->
                        request.contains("/token?") && request.contains("scope=repository%3Ateam%2Fapp%3Apull%2Cpush"));
        assertThat(registry.count("/token?")).isEqualTo(1);
    }

    @Test
    void pushesAnIndexWithAttestationsByDigest() throws IOException {
        byte[] statement = "{\"_type\":\"https://in-toto.io/Statement/v0.1\"}".getBytes(StandardCharsets.UTF_8);
        Digest statementDigest = build.blobs().put(statement);
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        Digest emptyDigest = build.blobs().put(empty);
        byte[] attestation =
                ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"application/vnd.example+json\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\","
                                + "\"digest\":\"%s\",\"size\":2},\"layers\":[{\"mediaType\":\"application/vnd.in-toto+json\",\"digest\":\"%s\",\"size\":%d}]}")
                        .formatted(MediaType.OCI_MANIFEST, emptyDigest, statementDigest, statement.length)
                        .getBytes(StandardCharsets.UTF_8);
        Descriptor first = new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length)
                .withPlatform(TestImages.AMD64);
        Descriptor second = new Descriptor(MediaType.OCI_MANIFEST, build.blobs().put(attestation), attestation.length)
                .withPlatform(new Platform("unknown", "unknown"));
        byte[] index = OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(first, second), Map.of()));
        Descriptor root = new Descriptor(MediaType.OCI_INDEX, build.blobs().put(index), index.length);
        ImageReference target = reference("team/multi:v1").withDigest(root.digest());
        push().push(target, new ImageReader(build.blobs()).graph(root), TransferListener.NONE);
        assertThat(registry.content("/v2/team/multi/manifests/" + root.digest()))
                .contains(index);
        assertThat(registry.content("/v2/team/multi/manifests/" + second.digest()))
                .contains(attestation);
        assertThat(registry.content("/v2/team/multi/blobs/" + statementDigest)).contains(statement);
        assertThat(registry.content("/v2/team/multi/manifests/v1")).isEmpty();
    }

    @Test
    void fetchesWhatTheStoreLacksFromWhereItCameFrom() throws IOException {
        TestImages.serve(registry, "far/base", "v1", image);
        build.images()
                .put(
                        reference("far/base:v1"),
                        new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length));
        try (TestRegistry other = new TestRegistry()) {
            Digest lost = Digest.of(image.layers().get(0));
            build.blobs().delete(lost);
            ImageReference target = ImageReference.parse(other.name() + "/team/app:v1");
            push().push(target, graph(), TransferListener.NONE);
            assertThat(other.content("/v2/team/app/blobs/" + lost))
                    .contains(image.layers().get(0));
            assertThat(build.blobs().contains(lost)).isFalse();
        }
    }

    private RegistryPush.Pushed push(String reference) throws IOException {
        return push(reference, TransferListener.NONE);
    }

    private RegistryPush.Pushed push(String reference, TransferListener listener) throws IOException {
        return push().push(reference(reference), graph(), listener);
    }

    private ImageGraph graph() throws IOException {
        return new ImageReader(build.blobs())
                .graph(new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length));
    }

    private StorePush push() {
        return new StorePush(new RegistryClient(FAST, name -> credentials, Map.of()), build, waits);
    }

    private ImageReference reference(String text) {
        return ImageReference.parse(registry.name() + "/" + text);
    }

    private void expectWhole(String repository) {
        assertThat(registry.content("/v2/" + repository + "/manifests/v1")).contains(image.manifest());
        assertThat(registry.content("/v2/" + repository + "/blobs/" + Digest.of(image.config())))
                .contains(image.config());
        for (int i = 0; i < image.layers().size(); i++) {
            assertThat(registry.content("/v2/" + repository + "/blobs/"
                            + image.layerDigests().get(i)))
                    .contains(image.layers().get(i));
        }
    }

    private void expectNoTag() {
        assertThat(registry.content("/v2/team/app/manifests/v1")).isEmpty();
    }

    private void expectFailure(ErrorCode code, String message) {
        assertThatThrownBy(() -> push("team/app:v1"))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
