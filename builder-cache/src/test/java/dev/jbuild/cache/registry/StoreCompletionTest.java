package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Layers of a base that no step needed, fetched when something needs them: from where the base came. */
@Timeout(60)
final class StoreCompletionTest {
    private static final RegistryOptions FAST =
            RegistryOptions.DEFAULT.withTimes(Duration.ofSeconds(10), 2, Duration.ofMillis(2));

    private final InMemoryStore store = new InMemoryStore();
    private final BuildStore build = store.openBuild();
    private final ExecutorService waits = Executors.newCachedThreadPool();
    private TestImages.Sample base = new TestImages.Sample(new byte[0], new byte[0], List.of());
    private TestRegistry registry;
    private TestRegistry elsewhere;

    @BeforeEach
    void resolveABase() throws IOException {
        registry = new TestRegistry();
        elsewhere = new TestRegistry();
        base = TestImages.image(TestImages.AMD64, 2, 1000);
        TestImages.serve(registry, "base/one", "v1", base);
        new RegistryImageSource(client(), build, waits).resolve(reference(registry, "base/one:v1"), TestImages.AMD64);
        assertThat(hasLayers()).isFalse();
    }

    @AfterEach
    void stop() {
        registry.close();
        elsewhere.close();
        waits.shutdownNow();
    }

    /** What a Dockerfile of FROM and LABEL makes. */
    private Image built(ImageReference name) throws IOException {
        ImageConfig before = OciJsonReader.readConfig(base.config());
        ImageConfig config = new ImageConfig(
                Instant.EPOCH,
                "",
                before.platform(),
                before.config(),
                before.diffIds(),
                List.of(
                        new HistoryEntry(Instant.EPOCH, "COPY a /", "", "", false),
                        new HistoryEntry(Instant.EPOCH, "COPY b /", "", "", false),
                        new HistoryEntry(Instant.EPOCH, "LABEL a=b", "", "", true)));
        byte[] bytes = OciJson.write(config);
        byte[] manifest = OciJson.write(new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, build.blobs().put(bytes), bytes.length),
                OciJsonReader.readManifest(base.manifest()).layers(),
                Map.of()));
        Descriptor root = new Descriptor(MediaType.OCI_MANIFEST, build.blobs().put(manifest), manifest.length);
        ValidImages.among(build.blobs(), List.of(root.digest()));
        build.images().put(name, root);
        return new ImageReader(build.blobs()).read(root, TestImages.AMD64);
    }

    @Test
    void fetchesFromWhereTheBaseCameAndAsksNobodyElse() throws IOException {
        Image image = built(reference(elsewhere, "aaa/private:v1"));
        complete(image);
        assertThat(hasLayers()).isTrue();
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void triesTheNextPlaceWhereTheFirstHasNothing() throws IOException {
        build.images()
                .put(
                        reference(elsewhere, "aaa/same:v1"),
                        new Descriptor(MediaType.OCI_MANIFEST, base.digest(), base.manifest().length));
        complete(built(reference(elsewhere, "aaa/private:v1")));
        assertThat(hasLayers()).isTrue();
    }

    @Test
    void saysThatNobodyHasThem() throws IOException {
        Image image = built(reference(elsewhere, "aaa/private:v1"));
        registry.close();
        assertThatThrownBy(() -> complete(image))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_FAILED))
                .hasMessageContaining("cannot fetch a layer of")
                .hasMessageContaining("base/one:v1");
        assertThat(hasLayers()).isFalse();
    }

    @Test
    void pushesThemWithoutKeepingThem() throws IOException {
        Image image = built(reference(elsewhere, "aaa/private:v1"));
        new StorePush(client(), build, waits)
                .push(
                        reference(elsewhere, "aaa/private:v1"),
                        new ImageReader(build.blobs()).graph(image.descriptor()),
                        TransferListener.NONE);
        assertThat(elsewhere.content(
                        "/v2/aaa/private/blobs/" + Digest.of(base.layers().get(0))))
                .contains(base.layers().get(0));
        assertThat(hasLayers()).isFalse();
    }

    private void complete(Image image) throws IOException {
        new StoreCompletion(build, this::client, waits).complete(image, TransferListener.NONE);
    }

    private boolean hasLayers() {
        return store.blobs().digests().contains(Digest.of(base.layers().get(0)))
                && store.blobs().digests().contains(Digest.of(base.layers().get(1)));
    }

    private RegistryClient client() {
        return new RegistryClient(FAST, name -> new Credentials.Anonymous(), Map.of());
    }

    private static ImageReference reference(TestRegistry registry, String name) {
        return ImageReference.parse(registry.name() + "/" + name);
    }
}
