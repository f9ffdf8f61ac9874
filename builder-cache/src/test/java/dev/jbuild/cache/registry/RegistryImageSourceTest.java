package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.image.LocalFirstImageSource;
import dev.jbuild.cache.image.StoredImageSource;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pulling, from a registry that does right and from one that does wrong: right bytes or a clear error, nothing partial. */
@Timeout(60)
final class RegistryImageSourceTest {
    private static final RegistryOptions FAST =
            RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(20), 4, Duration.ofMillis(5));
    private static final RegistryOptions IMPATIENT = FAST.withTimes(Duration.ofMillis(1500), 4, Duration.ofMillis(5));
    private static final String REPOSITORY = "team/app";

    private final InMemoryStore store = new InMemoryStore();
    private final BuildStore build = store.openBuild();
    private final ExecutorService waits = Executors.newCachedThreadPool();
    private TestRegistry registry = registry();
    private RegistryOptions options = FAST;
    private Credentials credentials = new Credentials.Anonymous();

    private static TestRegistry registry() {
        try {
            return new TestRegistry();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TestImages.Sample image = new TestImages.Sample(new byte[0], new byte[0], List.of());

    @BeforeEach
    void serve() throws IOException {
        image = TestImages.image(TestImages.AMD64, 3, 40_000);
        TestImages.serve(registry, REPOSITORY, "v1", image);
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
        waits.shutdownNow();
        store.close();
    }

    @Test
    void pullsConfigFirstAndLayersWhenAsked() throws IOException {
        ResolvedImage resolved = source().resolve(reference(), TestImages.AMD64);
        assertThat(resolved.manifestDescriptor().digest()).isEqualTo(image.digest());
        assertThat(registry.count("/blobs/")).isEqualTo(1);
        assertThat(source().fetchLayers(resolved)).hasSize(3);
        expectWhole(resolved);
        assertThat(store.images().find(reference())).isPresent();
        long requests = registry.count("");
        assertThat(source().fetchLayers(resolved)).hasSize(3);
        assertThat(registry.count("")).isEqualTo(requests);
    }

    @Test
    void asksNobodyForWhatIsHere() throws IOException {
        ImageSource first = new LocalFirstImageSource(stored(), this::source, LocalFirstImageSource.Pull.MISSING);
        first.fetchLayers(first.resolve(reference(), TestImages.AMD64));
        long requests = registry.count("");
        ImageSource second = new LocalFirstImageSource(
                stored(),
                () -> {
                    throw new AssertionError("the registry is not needed");
                },
                LocalFirstImageSource.Pull.MISSING);
        assertThat(second.fetchLayers(second.resolve(reference(), TestImages.AMD64)))
                .hasSize(3);
        assertThat(registry.count("")).isEqualTo(requests);
    }

    @Test
    void suggestsWhatTheStoreHasWhenNobodyKnowsTheName() throws IOException {
        pull();
        ImageSource source = new LocalFirstImageSource(stored(), this::source, LocalFirstImageSource.Pull.MISSING);
        ImageReference near = ImageReference.parse(registry.name() + "/team/ap:v1");
        expectFailure(
                ErrorCode.IMAGE_UNKNOWN,
                "(did you mean \"" + registry.name() + "/team/app:v1\"?)",
                () -> source.resolve(near, TestImages.AMD64));
    }

    @Test
    void fetchesAgainWhatWasCollected() throws IOException {
        ImageSource source = new LocalFirstImageSource(stored(), this::source, LocalFirstImageSource.Pull.MISSING);
        ResolvedImage resolved = source.resolve(reference(), TestImages.AMD64);
        source.fetchLayers(resolved);
        store.blobs().delete(Digest.of(image.layers().get(1)));
        source.fetchLayers(resolved);
        expectWhole(resolved);
    }

    @Test
    void choosesThePlatformOfAnIndex() throws IOException {
        Platform arm = new Platform("linux", "arm64");
        TestImages.Sample other = TestImages.image(arm, 1, 10);
        TestImages.serve(registry, REPOSITORY, "arm", other);
        byte[] index = OciJson.write(new ImageIndex(
                MediaType.OCI_INDEX,
                List.of(
                        new Descriptor(MediaType.OCI_MANIFEST, image.digest(), image.manifest().length)
                                .withPlatform(TestImages.AMD64),
                        new Descriptor(MediaType.OCI_MANIFEST, other.digest(), other.manifest().length)
                                .withPlatform(arm)),
                Map.of()));
        registry.put("/v2/team/app/manifests/multi", MediaType.OCI_INDEX.value(), index);
        ImageReference multi = ImageReference.parse(registry.name() + "/team/app:multi");
        assertThat(source().resolve(multi, arm).manifestDescriptor().digest()).isEqualTo(other.digest());
        assertThat(stored().resolve(multi, arm).manifestDescriptor().digest()).isEqualTo(other.digest());
        expectFailure(
                ErrorCode.IMAGE_UNKNOWN, "linux/s390x", () -> source().resolve(multi, new Platform("linux", "s390x")));
    }

    @Test
    void takesAnImageWithoutIndexForWhatItIs() throws IOException {
        Platform arm = new Platform("linux", "arm64");
        expectFailure(
                ErrorCode.IMAGE_UNKNOWN,
                "got linux/amd64, want linux/arm64",
                () -> source().resolveOnly(reference(), arm));
        expectFailure(
                ErrorCode.IMAGE_UNKNOWN,
                "got linux/amd64, want linux/arm64",
                () -> source().only().resolve(reference(), arm));
        assertThat(store.images().find(reference())).isEmpty();
        assertThat(source().resolve(reference(), arm).config().platform()).isEqualTo(TestImages.AMD64);

        ImageSource here = new LocalFirstImageSource(stored(), this::source, LocalFirstImageSource.Pull.MISSING);
        registry.close();
        assertThat(here.resolveAny(reference(), arm).config().platform()).isEqualTo(TestImages.AMD64);
        expectFailure(
                ErrorCode.REMOTE_FAILED,
                "no connection to the registry; the store has it for linux/amd64 only",
                () -> here.resolve(reference(), arm));
    }

    @Test
    void goesOnWhereATransferWasCut() throws IOException {
        String end = blob(0);
        registry.fail(end, Faults.cutAfter(1000), Faults.cutAfter(0), Faults.cutAfter(1));
        pull();
        assertThat(registry.count(end)).isBetween(2L, 4L);
    }

    @Test
    void beginsAnewWhereRangesAreNotKnown() throws IOException {
        registry.ranges(TestRegistry.Ranges.IGNORED);
        registry.fail(blob(1), Faults.cutAfter(30_000), Faults.cutAfter(35_000));
        pull();
    }

    @Test
    void goesOnAfterAStall() throws IOException {
        options = IMPATIENT;
        registry.fail(blob(2), Faults.stallAfter(20_000, 5_000));
        pull();
    }

    @Test
    void givesUpOnARegistryThatAlwaysStalls() {
        TestRegistry.Fault stall = Faults.stallAfter(0, 5_000);
        registry.fail(blob(2), stall, stall);
        options = FAST.withTimes(IMPATIENT.timeout(), 2, IMPATIENT.firstPause());
        expectFailure(ErrorCode.REMOTE_FAILED, "nothing came for 1500 ms", this::pull);
        expectNothingPartial(2);
    }

    @Test
    void waitsWhenItIsToldTo() throws IOException {
        registry.fail("manifests/v1", Faults.status(429, "Retry-After", "1"), Faults.status(503), Faults.status(500));
        long before = System.nanoTime();
        pull();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void givesUpWhenTheRegistryStaysBroken() {
        TestRegistry.Fault broken = Faults.status(502);
        registry.fail("manifests/v1", broken, broken, broken, broken);
        expectFailure(ErrorCode.REMOTE_FAILED, "answered 502", this::pull);
    }

    @Test
    void refusesALayerOfOtherBytes() {
        byte[] other = image.layers().get(1).clone();
        other[other.length / 2] ^= 1;
        registry.fail(blob(1), Faults.bytes(other));
        expectFailure(ErrorCode.REMOTE_INVALID, "cannot fetch a layer", this::pull);
        expectNothingPartial(1);
    }

    @Test
    void refusesALayerThatIsLongerThanPromised() {
        byte[] longer =
                java.util.Arrays.copyOf(image.layers().get(0), image.layers().get(0).length + 1);
        registry.fail(blob(0), Faults.bytes(longer));
        expectFailure(ErrorCode.REMOTE_FAILED, "got more than", this::pull);
        expectNothingPartial(0);
    }

    @Test
    void refusesAManifestOfAnotherDigest() throws IOException {
        TestImages.Sample other = TestImages.image(TestImages.AMD64, 1, 10);
        registry.fail("manifests/" + image.digest(), Faults.bytes(other.manifest()));
        ImageReference pinned = ImageReference.parse(registry.name() + "/team/app@" + image.digest());
        expectFailure(
                ErrorCode.REMOTE_INVALID, "want " + image.digest(), () -> source().resolve(pinned, TestImages.AMD64));
    }

    @Test
    void refusesAManifestThatIsTooLarge() {
        registry.fail("manifests/v1", Faults.bytes(new byte[5 * 1024 * 1024]));
        registry.put("/v2/team/app/manifests/v1", "application/json", new byte[5 * 1024 * 1024]);
        expectFailure(ErrorCode.REMOTE_FAILED, "more than 4194304 bytes", this::pull);
    }

    @Test
    void refusesAManifestServedAsAnIndex() {
        registry.put("/v2/team/app/manifests/v1", MediaType.OCI_INDEX.value(), image.manifest());
        expectFailure(ErrorCode.REMOTE_INVALID, "is served as", this::pull);
    }

    @Test
    void refusesSchemaOne() {
        registry.put(
                "/v2/team/app/manifests/v1",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes(StandardCharsets.UTF_8));
        expectFailure(ErrorCode.REMOTE_INVALID, "schema 1", this::pull);
    }

    @Test
    void saysThatAnImageIsUnknown() {
        ImageReference unknown = ImageReference.parse(registry.name() + "/team/nothing:v1");
        expectFailure(ErrorCode.IMAGE_UNKNOWN, "manifest unknown", () -> source().resolve(unknown, TestImages.AMD64));
    }

    @Test
    void saysThatNobodyListens() {
        String name = registry.name();
        registry.close();
        expectFailure(
                ErrorCode.REMOTE_FAILED,
                "no connection to the registry",
                () -> source().resolve(ImageReference.parse(name + "/team/app:v1"), TestImages.AMD64));
    }

    @Test
    void logsInByNameAndPassword() throws IOException {
        Credentials.Basic basic = new Credentials.Basic("user", "pässword");
        registry.require(basic.header(), "Basic realm=\"registry\"");
        expectFailure(ErrorCode.REMOTE_DENIED, "answered 401", this::pull);
        credentials = basic;
        pull();
    }

    @Test
    void fetchesATokenAndUsesItForAll() throws IOException {
        credentials = new Credentials.Basic("user", "password");
        registry.require(
                "Bearer the-token",
                "Bearer realm=\"http://%s/token?a=b\",service=\"test\",scope=\"repository:team/app:pull\""
                        .formatted(registry.name()));
        registry.put("/token", "application/json", "{\"token\":\"the-token\"}".getBytes(StandardCharsets.UTF_8));
        pull();
        assertThat(registry.count("/token")).isEqualTo(1);
        assertThat(registry.requests())
                .anyMatch(request -> request.contains("/token?a=b&service=test&scope=repository")
                        && request.endsWith(((Credentials.Basic) credentials).header()));
    }

    @Test
    void trustsNoTokenServerElsewhere() {
        credentials = new Credentials.Basic("user", "password");
        for (String realm : new String[] {
            "http://169.254.169.254/token",
            "http://example.org/token",
            "https://127.0.0.2/token",
            "https://localhost/token",
            "file:///etc/passwd",
            "not an address",
            ""
        }) {
            registry.require("Bearer x", "Bearer realm=\"" + realm + "\",service=\"s\"");
            expectFailure(ErrorCode.REMOTE_INVALID, "not trusted", this::pull);
        }
    }

    @Test
    void takesNoCredentialToAnotherOrigin() throws IOException {
        try (TestRegistry elsewhere = new TestRegistry()) {
            Credentials.Basic basic = new Credentials.Basic("user", "password");
            credentials = basic;
            registry.require(basic.header(), "Basic realm=\"registry\"");
            for (byte[] layer : image.layers()) {
                String path = "/v2/team/app/blobs/" + Digest.of(layer);
                elsewhere.put("/elsewhere" + path, "application/octet-stream", layer);
                registry.fail(path, Faults.status(307, "Location", "http://" + elsewhere.name() + "/elsewhere" + path));
            }
            pull();
            assertThat(elsewhere.requests()).hasSize(3).allMatch(request -> request.endsWith(" -"));
        }
    }

    @Test
    void followsNoLoop() {
        TestRegistry.Fault self = Faults.status(302, "Location", "/v2/team/app/manifests/v1");
        TestRegistry.Fault[] many = new TestRegistry.Fault[60];
        java.util.Arrays.fill(many, self);
        registry.fail("manifests/v1", many);
        expectFailure(ErrorCode.REMOTE_FAILED, "redirects", this::pull);
    }

    private void pull() throws IOException {
        RegistryImageSource source = source();
        ResolvedImage resolved = source.resolve(reference(), TestImages.AMD64);
        source.fetchLayers(resolved);
        expectWhole(resolved);
    }

    private void expectWhole(ResolvedImage resolved) throws IOException {
        for (int i = 0; i < image.layers().size(); i++) {
            try (var in = store.blobs().open(Digest.of(image.layers().get(i)))) {
                assertThat(in.readAllBytes()).isEqualTo(image.layers().get(i));
            }
            assertThat(store.layers().hasIndex(resolved.diffIds().get(i))).isTrue();
            assertThat(store.layers().blobs(resolved.diffIds().get(i))).hasSize(1);
        }
    }

    private void expectNothingPartial(int layer) {
        assertThat(store.blobs().digests())
                .doesNotContain(Digest.of(image.layers().get(layer)));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void expectFailure(ErrorCode code, String what, Action action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e.hint().isEmpty() && code != ErrorCode.IMAGE_UNKNOWN)
                            .isFalse();
                })
                .hasMessageContaining(what);
    }

    private String blob(int layer) {
        return "/blobs/" + Digest.of(image.layers().get(layer));
    }

    private ImageReference reference() {
        return ImageReference.parse(registry.name() + "/" + REPOSITORY + ":v1");
    }

    private RegistryImageSource source() {
        return new RegistryImageSource(new RegistryClient(options, name -> credentials, Map.of()), build, waits);
    }

    private StoredImageSource stored() {
        return new StoredImageSource(store.images(), store.blobs(), store.layers());
    }
}
