package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.layer.Decompression;
import dev.jbuild.core.layer.Samples;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerRecompressionTest {
    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @ParameterizedTest
    @CsvSource({"gzip,GZIP", "zstd,ZSTD"})
    void compressesWhatTheStoreNamesUncompressed(String name, Compression compression) throws IOException {
        Image image = image();

        Image made = shaped(image, "compression", name);

        assertThat(made.config()).isEqualTo(image.config());
        assertThat(made.id()).isEqualTo(image.id());
        assertThat(made.manifest().layers())
                .allMatch(layer -> layer.mediaType().equals(MediaType.ociLayer(compression)));
        assertThat(made.manifest().layers().get(0).sizeBytes())
                .isLessThan(image.manifest().layers().get(0).sizeBytes() / 2);
        assertThat(new ImageValidator(store.blobs()).validate(made)).isEmpty();
    }

    @Test
    void leavesAnImageAsItIsWhenNothingIsToBeDone() throws IOException {
        Image image = image();

        assertThat(shaped(image, "compression", "uncompressed")).isEqualTo(image);
        assertThat(shaped(shaped(image), "compression", "uncompressed")).isEqualTo(shaped(image));
    }

    @Test
    void givesTheSameBytesOnManyThreads() throws IOException {
        Image image = image();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            Image alone = shaped(image);
            try (InMemoryStore other = new InMemoryStore()) {
                BuildStore build = other.openBuild();
                for (Digest digest : stored.blobs().digests()) {
                    build.blobs().put(store.blobs().open(digest).readAllBytes());
                }
                ImageForm form = ImageForm.of(Map.of(), Compression.GZIP, Annotations.NONE);
                Image together =
                        new LayerRecompression(build.blobs(), build.layers(), form, new Workers(pool, 3)).apply(image);

                assertThat(together).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void compressesALayerOnceForEachRecipe() throws IOException {
        Image image = image();
        Image made = shaped(image);
        image.manifest().layers().forEach(layer -> stored.blobs().delete(layer.digest()));

        assertThat(shaped(image))
                .as("the tars are gone, but what was made of them is not")
                .isEqualTo(made);
        assertThat(shaped(image, "compression", "zstd").manifest().layers())
                .as("which can be inflated again")
                .allMatch(layer -> layer.mediaType().equals(MediaType.OCI_LAYER_ZSTD));
    }

    @Test
    void compressesAgainWhatIsNoLongerStored() throws IOException {
        Image image = image();
        Image made = shaped(image);
        made.manifest().layers().forEach(layer -> stored.blobs().delete(layer.digest()));

        assertThat(shaped(image)).isEqualTo(made);
        assertThat(new ImageValidator(store.blobs()).validate(made)).isEmpty();
    }

    @Test
    void keepsTheDescriptorsOfABaseUnlessForced() throws IOException {
        Image base = shaped(image());

        Image kept = shaped(base, "compression", "zstd");
        Image forced = shaped(base, "compression", "zstd", "force-compression", "true");
        Image plain = shaped(base, "compression", "uncompressed", "force-compression", "true");

        assertThat(kept).isEqualTo(base);
        assertThat(forced.manifest().layers())
                .allMatch(layer -> layer.mediaType().equals(MediaType.OCI_LAYER_ZSTD));
        assertThat(plain.manifest().layers().stream().map(Descriptor::digest))
                .isEqualTo(base.config().diffIds().stream().map(d -> d.digest()).toList());
    }

    @Test
    void keepsALayerThatWasPulledWithoutCompression() throws IOException {
        Image image = image();
        Descriptor pulled = image.manifest().layers().get(0);
        store.layers().putBlob(image.config().diffIds().get(0), new CompressedLayer(pulled, LayerRecompression.PULLED));

        Image made = shaped(image);

        assertThat(made.manifest().layers().get(0)).isEqualTo(pulled);
        assertThat(made.manifest().layers().get(1).mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
    }

    @Test
    void inflatesABaseOfWhichOnlyTheBlobIsHere() throws IOException {
        Image image = image();
        Image base = shaped(image);
        image.manifest().layers().forEach(layer -> stored.blobs().delete(layer.digest()));

        Image made = shaped(base, "compression", "uncompressed", "force-compression", "true");

        assertThat(made.manifest().layers()).isEqualTo(image.manifest().layers());
        assertThat(new ImageValidator(store.blobs()).validate(made)).isEmpty();
    }

    @Test
    void speaksDockersTypes() throws IOException {
        Image made = shaped(image(), "oci-mediatypes", "false");

        assertThat(made.descriptor().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(made.manifest().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(made.manifest().config().mediaType()).isEqualTo(MediaType.DOCKER_CONFIG);
        assertThat(made.manifest().layers()).allMatch(layer -> layer.mediaType().equals(MediaType.DOCKER_LAYER_GZIP));
        assertThat(shaped(made)).as("and back").isEqualTo(shaped(image()));
    }

    @Test
    void saysWhichLayerIsNowhere() throws IOException {
        Image image = image();
        stored.blobs().delete(image.manifest().layers().get(1).digest());

        assertThatThrownBy(() -> shaped(image))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(image.config().diffIds().get(1).toString());
    }

    @Test
    void annotates() throws IOException {
        Image made = shaped(
                image(),
                "annotation.a",
                "1",
                "annotation-manifest[linux/arm64].b",
                "no",
                "annotation-manifest-descriptor[linux/amd64].c",
                "3");

        assertThat(made.manifest().annotations()).containsExactly(Map.entry("a", "1"));
        assertThat(made.descriptor().annotations()).containsExactly(Map.entry("c", "3"));
    }

    @Test
    void refusesADamagedLayer() throws IOException {
        Image image = image();
        Digest layer = image.manifest().layers().get(0).digest();
        stored.blobs().damage(layer, Samples.noise(5_000, 1));

        assertThatThrownBy(() -> shaped(image)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        assertThat(store.layers().blobs(image.config().diffIds().get(0))).isEmpty();
    }

    private Image image() throws IOException {
        return SampleImages.of(
                store,
                SampleImages.files(Map.of("a", Samples.text(1_500_000, 1), "b", Samples.noise(10, 2))),
                SampleImages.files(Map.of("c", Samples.text(20_000, 3))));
    }

    private Image shaped(Image image, String... options) throws IOException {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        ImageForm form = ImageForm.of(map, Compression.GZIP, Annotations.ofOptions(map));
        Image made = new LayerRecompression(store.blobs(), store.layers(), form, Workers.ALONE).apply(image);
        for (Descriptor layer : made.manifest().layers()) {
            byte[] blob = store.blobs().open(layer.digest()).readAllBytes();
            assertThat(Decompression.open(new ByteArrayInputStream(blob)).readAllBytes().length)
                    .isPositive();
        }
        assertThat(List.of(made.manifest().config().digest())).containsExactly(image.id());
        return made;
    }
}
