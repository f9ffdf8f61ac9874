package dev.jbuild.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of damage is found and said. */
class ImageValidatorTest {
    private final InMemoryStore stored = new InMemoryStore();
    private Image image = new Image(
            new Descriptor(dev.jbuild.core.oci.MediaType.OCI_MANIFEST, Digest.of(new byte[0]), 0),
            new ImageManifest(
                    dev.jbuild.core.oci.MediaType.OCI_MANIFEST,
                    new Descriptor(dev.jbuild.core.oci.MediaType.OCI_CONFIG, Digest.of(new byte[0]), 0),
                    List.of(),
                    Map.of()),
            new ImageConfig(null, "", new Platform("linux", "amd64"), ContainerConfig.EMPTY, List.of(), List.of()));

    @BeforeEach
    void makeImage() throws IOException {
        BuildStore store = stored.openBuild();
        image = new RootFsImport(store.blobs(), store.layers())
                .read(new ByteArrayInputStream(tar()), image.config().platform(), ContainerConfig.EMPTY, "x");
    }

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void findsNothingWrongWithAWholeImage() throws IOException {
        assertThat(problems(image)).isEmpty();
    }

    @Test
    void findsMissingBlobs() throws IOException {
        stored.blobs().delete(image.descriptor().digest());
        stored.blobs().delete(image.id());
        stored.blobs().delete(layer().digest());

        assertThat(problems(image))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("manifest: its blob")
                                .endsWith("is not here"),
                        second -> assertThat(second)
                                .startsWith("config: its blob")
                                .endsWith("is not here"),
                        third -> assertThat(third)
                                .startsWith("layer 1: its blob")
                                .endsWith("is not here"));
    }

    @Test
    void findsBlobsWithOtherBytes() throws IOException {
        for (Digest digest : List.of(image.descriptor().digest(), image.id(), layer().digest())) {
            byte[] bytes = stored.blobs().open(digest).readAllBytes();
            bytes[bytes.length - 1] ^= 1;
            stored.blobs().damage(digest, bytes);
        }

        assertThat(problems(image))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("manifest: ").contains("damaged"),
                        second -> assertThat(second).startsWith("config: ").contains("damaged"),
                        third -> assertThat(third).startsWith("layer 1: "));
    }

    /** A chart, a signature: a manifest whose config is not an image's, as the image-spec has it since 1.1. */
    @Test
    void takesWhatIsNoImageForWhatItSays() throws IOException {
        assertThat(problemsOfArtifact(",\"artifactType\":\"application/vnd.example\"", 5))
                .isEmpty();
        assertThat(problemsOfArtifact(",\"artifactType\":\"application/vnd.example\"", 6))
                .containsExactly("layer 1: got 5 bytes, want 6");
        assertThat(problemsOfArtifact("", 5))
                .containsExactly("got an empty config and no artifactType, want one of them");
    }

    private List<String> problemsOfArtifact(String more, int size) throws IOException {
        stored.blobs().expectWrongImages();
        Digest config = stored.blobs().put("{}".getBytes(StandardCharsets.UTF_8));
        Digest content = stored.blobs().put("chart".getBytes(StandardCharsets.UTF_8));
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"%s,
                 "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},
                 "layers":[{"mediaType":"application/vnd.example.chart","digest":"%s","size":%d}]}
                """.formatted(more, config, content, size).getBytes(StandardCharsets.UTF_8);
        return new ImageValidator(stored.blobs())
                .validate(new Descriptor(
                        dev.jbuild.core.oci.MediaType.OCI_MANIFEST,
                        stored.blobs().put(manifest),
                        manifest.length));
    }

    @Test
    void findsAWrongSize() throws IOException {
        Descriptor wrong = new Descriptor(layer().mediaType(), layer().digest(), 5);

        assertThat(problems(with(List.of(wrong), image.config())))
                .containsExactly("layer 1: got %d bytes, want 5".formatted(layer().sizeBytes()));
    }

    @Test
    void findsAWrongDiffId() throws IOException {
        DiffId other = new DiffId(Digest.of(new byte[9]));
        ImageConfig config =
                new ImageConfig(null, "", image.config().platform(), ContainerConfig.EMPTY, List.of(other), List.of());

        assertThat(problems(with(List.of(layer()), config)))
                .containsExactly("layer 1: got a layer of diffID %s, want %s".formatted(layer().digest(), other));
    }

    @Test
    void findsAHistoryOfOtherLength() throws IOException {
        List<HistoryEntry> history = new ArrayList<>(image.config().history());
        history.add(new HistoryEntry(null, "RUN x", "", "", false));
        ImageConfig config = new ImageConfig(
                null,
                "",
                image.config().platform(),
                ContainerConfig.EMPTY,
                image.config().diffIds(),
                history);

        assertThat(problems(with(List.of(layer()), config)))
                .containsExactly("history: got 2 rows with a layer, want 1");
    }

    @Test
    void findsALayerThatIsNoTar() throws IOException {
        byte[] noise = "this is no tar, but has the size of one".repeat(20).getBytes();
        Digest digest = stored.blobs().put(noise);
        ImageConfig config = new ImageConfig(
                null, "", image.config().platform(), ContainerConfig.EMPTY, List.of(new DiffId(digest)), List.of());

        assertThat(problems(with(List.of(new Descriptor(layer().mediaType(), digest, noise.length)), config)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("layer 1: ");
    }

    private Image with(List<Descriptor> layers, ImageConfig config) {
        ImageManifest manifest = image.manifest();
        return new Image(
                image.descriptor(),
                new ImageManifest(manifest.mediaType(), manifest.config(), layers, Map.of()),
                config);
    }

    private Descriptor layer() {
        return image.manifest().layers().get(0);
    }

    private List<String> problems(Image checked) throws IOException {
        return new ImageValidator(stored.blobs()).validate(checked);
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("etc/a");
            entry.setSize(3);
            tar.putArchiveEntry(entry);
            tar.write(new byte[3]);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
