package dev.jbuild.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.io.TempDir;

/** What looks after the images of all tests sees what is wrong, and is there. */
class ValidImagesTest {
    @TempDir
    Path directory;

    /** An image of one layer, an archive of nothing, whose descriptor says this size. */
    private static Descriptor image(InMemoryStore store, long layerBytes) throws IOException {
        Digest tar = store.blobs().put(new byte[1024]);
        byte[] config = OciJson.write(new ImageConfig(
                Instant.EPOCH,
                "",
                new Platform("linux", "amd64"),
                ContainerConfig.EMPTY,
                List.of(new DiffId(tar)),
                List.of()));
        byte[] manifest = OciJson.write(new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, store.blobs().put(config), config.length),
                List.of(new Descriptor(MediaType.OCI_LAYER, tar, layerBytes)),
                Map.of()));
        return new Descriptor(MediaType.OCI_MANIFEST, store.blobs().put(manifest), manifest.length);
    }

    @Test
    void aStoreIsNotClosedOverAWrongImage() throws IOException {
        try (InMemoryStore right = new InMemoryStore()) {
            image(right, 1024);
        }
        InMemoryStore wrong = new InMemoryStore();
        image(wrong, 7);
        assertThatThrownBy(wrong::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("layer 1: got 1024 bytes, want 7");
        wrong.blobs().expectWrongImages();
        wrong.close();
    }

    @Test
    @Tag(ValidLayouts.WRONG)
    void aLayoutThatLacksABlobIsSeen() throws IOException {
        Path layout = directory.resolve("some/layout");
        try (InMemoryStore store = new InMemoryStore()) {
            Descriptor image = image(store, 1024);
            Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
            for (Digest blob : store.blobs().digests()) {
                try (InputStream in = store.blobs().open(blob)) {
                    Files.copy(in, blobs.resolve(blob.hex()));
                }
            }
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Files.write(
                    layout.resolve("index.json"),
                    OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(image), Map.of())));
            ValidLayouts.check(directory);
            Files.delete(blobs.resolve(Digest.of(new byte[1024]).hex()));
        }
        assertThatThrownBy(() -> ValidLayouts.check(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("layer 1: its blob")
                .hasMessageContaining("is not here");
    }

    @Test
    void junitLooksForLayoutsByItself() throws IOException {
        assertThat(ServiceLoader.load(Extension.class)).anyMatch(ValidLayouts.class::isInstance);
        try (InputStream in = ValidImagesTest.class.getResourceAsStream("/junit-platform.properties")) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("junit.jupiter.extensions.autodetection.enabled = true");
        }
    }
}
