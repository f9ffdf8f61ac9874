package dev.jbuild.cache.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoredImageSourceTest {
    private static final Platform AMD64 = new Platform("linux", "amd64");
    private static final Platform ARM64 = new Platform("linux", "arm64");

    private final InMemoryStore store = new InMemoryStore();
    private final StoredImageSource source = new StoredImageSource(store.images(), store.blobs(), store.layers());

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void resolvesAnImageAndIndexesItsLayers() throws IOException {
        put("base:1", image(AMD64));
        ResolvedImage image = source.resolve(ImageReference.parse("base:1"), AMD64);
        assertThat(image.config().platform()).isEqualTo(AMD64);
        assertThat(source.fetchLayers(image))
                .singleElement()
                .satisfies(index -> assertThat(index.entries())
                        .anyMatch(entry -> entry.path().equals(TreePath.of("etc/hostname"))));
        assertThat(store.layers().blobs(image.diffIds().get(0)))
                .extracting(blob -> blob.descriptor().digest())
                .containsExactly(image.manifest().layers().get(0).digest());
    }

    @Test
    void choosesThePlatformOfAnIndex() throws IOException {
        Descriptor amd = image(AMD64).withPlatform(AMD64);
        Descriptor arm = image(ARM64).withPlatform(ARM64);
        byte[] index = OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(amd, arm), Map.of()));
        put("multi", new Descriptor(MediaType.OCI_INDEX, store.blobs().put(index), index.length));
        ResolvedImage image = source.resolve(ImageReference.parse("multi"), ARM64);
        assertThat(image.config().platform()).isEqualTo(ARM64);
        assertThat(image.manifestDescriptor().digest()).isEqualTo(arm.digest());
        assertThatThrownBy(() -> source.resolve(ImageReference.parse("multi"), new Platform("linux", "s390x")))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_UNKNOWN);
                    assertThat(e).hasMessageContaining("linux/amd64, linux/arm64");
                });
    }

    @Test
    void refusesASingleImageOfAnotherPlatform() throws IOException {
        put("base:1", image(ARM64));
        assertThatThrownBy(() -> source.resolve(ImageReference.parse("base:1"), AMD64))
                .isInstanceOf(BuildException.class)
                .hasMessage("the image \"base:1\" is for another platform: got linux/arm64, want linux/amd64");
        assertThat(source.find(ImageReference.parse("base:1"), AMD64)).isEmpty();
    }

    @Test
    void takesASingleImageOfAnotherPlatformWhereNobodyAsksForOne() throws IOException {
        put("base:1", image(ARM64));
        ResolvedImage image = source.resolveAny(ImageReference.parse("base:1"), AMD64);
        assertThat(image.config().platform()).isEqualTo(ARM64);
        assertThat(source.fetchLayers(image)).hasSize(1);
        Descriptor arm = image(ARM64).withPlatform(ARM64);
        byte[] index = OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(arm), Map.of()));
        put("indexed", new Descriptor(MediaType.OCI_INDEX, store.blobs().put(index), index.length));
        assertThat(source.findAny(ImageReference.parse("indexed"), AMD64)).isEmpty();
    }

    @Test
    void suggestsANearNameForAnUnknownImage() throws IOException {
        put("debian:bookworm", image(AMD64));
        assertThatThrownBy(() -> source.resolve(ImageReference.parse("debian:bokworm"), AMD64))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_UNKNOWN);
                    assertThat(e)
                            .hasMessage("unknown image \"debian:bokworm\": the store does not have it (did you mean"
                                    + " \"debian:bookworm\"?)");
                    assertThat(e.hint()).isNotEmpty();
                });
    }

    @Test
    void saysThatAnImageLacksALayer() throws IOException {
        put("base:1", image(AMD64));
        ResolvedImage image = source.resolve(ImageReference.parse("base:1"), AMD64);
        source.fetchLayers(image);
        store.blobs().delete(image.manifest().layers().get(0).digest());
        assertThatThrownBy(() -> source.fetchLayers(image))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_INVALID));
    }

    @Test
    void saysThatAnImageIsDamaged() throws IOException {
        Descriptor manifest = image(AMD64);
        put("base:1", manifest);
        store.blobs().damage(manifest.digest(), new byte[] {1});
        assertThatThrownBy(() -> source.resolve(ImageReference.parse("base:1"), AMD64))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_INVALID));
    }

    @Test
    void refusesALayerThatIsNotItsDiffId() throws IOException {
        store.blobs().expectWrongImages();
        byte[] layer = gzip(tar());
        DiffId wrong = new DiffId(Digest.ofUtf8("another layer"));
        put("evil", image(AMD64, layer, wrong));
        ResolvedImage image = source.resolve(ImageReference.parse("evil"), AMD64);
        assertThatThrownBy(() -> source.fetchLayers(image))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("want " + wrong);
    }

    private void put(String reference, Descriptor manifest) {
        store.images().put(ImageReference.parse(reference), manifest);
    }

    private Descriptor image(Platform platform) throws IOException {
        byte[] tar = tar();
        return image(platform, gzip(tar), new DiffId(Digest.of(tar)));
    }

    private Descriptor image(Platform platform, byte[] layer, DiffId diffId) throws IOException {
        byte[] config = OciJson.write(
                new ImageConfig(Instant.EPOCH, "", platform, ContainerConfig.EMPTY, List.of(diffId), List.of()));
        byte[] manifest = OciJson.write(new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, store.blobs().put(config), config.length),
                List.of(new Descriptor(MediaType.OCI_LAYER_GZIP, store.blobs().put(layer), layer.length)),
                Map.of()));
        return new Descriptor(MediaType.OCI_MANIFEST, store.blobs().put(manifest), manifest.length);
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] content = "box\n".getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("etc/hostname");
            entry.setSize(content.length);
            entry.setModTime(0L);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return Arrays.copyOf(out.toByteArray(), out.size());
    }
}
