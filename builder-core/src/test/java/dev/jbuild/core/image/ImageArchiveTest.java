package dev.jbuild.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageArchiveTest {
    private static final ImageReference NAME = ImageReference.parse("test/x:1");

    @Test
    void importsATarAsAnImageThatIsTheSameEachTime() throws Exception {
        try (InMemoryStore one = new InMemoryStore();
                InMemoryStore other = new InMemoryStore()) {
            Image image = imported(one.openBuild(), rootFs("a", "b"));
            Image again = imported(other.openBuild(), gzip(rootFs("a", "b")));

            assertThat(again).isEqualTo(image);
            assertThat(image.config().created()).hasToString("1970-01-01T00:16:40Z");
            assertThat(new ImageValidator(one.blobs()).validate(image)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(LayoutExporter.Shape.class)
    void loadsWhatItSaves(LayoutExporter.Shape shape) throws Exception {
        try (InMemoryStore from = new InMemoryStore();
                InMemoryStore to = new InMemoryStore()) {
            Image image = imported(from.openBuild(), rootFs("a"));
            byte[] archive = save(from.openBuild(), image, shape);

            BuildStore store = to.openBuild();
            List<ImageLoader.Loaded> loaded = new ImageLoader(store.blobs(), store.layers())
                    .load(new ByteArrayInputStream(shape == LayoutExporter.Shape.OCI ? archive : gzip(archive)));

            assertThat(loaded).containsExactly(new ImageLoader.Loaded(image.descriptor(), List.of(NAME)));
            Image read = new ImageReader(store.blobs()).read(image.descriptor(), Platform.host());
            assertThat(read).isEqualTo(image);
            assertThat(new ImageValidator(store.blobs()).validate(read)).isEmpty();
            assertThat(store.layers().index(image.config().diffIds().get(0))).isPresent();
        }
    }

    @Test
    void loadsAnOldDockerArchiveWithALinkedAndACompressedLayer() throws Exception {
        byte[] layer = rootFs("a");
        byte[] config;
        try (InMemoryStore store = new InMemoryStore()) {
            config = store.blobs()
                    .open(imported(store.openBuild(), layer).manifest().config().digest())
                    .readAllBytes();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            file(tar, "1/layer.tar", gzip(layer));
            TarArchiveEntry link = new TarArchiveEntry("2/layer.tar", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("../1/layer.tar");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            file(tar, "c.json", config);
            file(
                    tar,
                    "manifest.json",
                    "[{\"Config\":\"c.json\",\"RepoTags\":[\"test/x:1\"],\"Layers\":[\"2/layer.tar\"]}]"
                            .getBytes(StandardCharsets.UTF_8));
        }
        try (InMemoryStore to = new InMemoryStore()) {
            BuildStore store = to.openBuild();
            List<ImageLoader.Loaded> loaded =
                    new ImageLoader(store.blobs(), store.layers()).load(new ByteArrayInputStream(bytes.toByteArray()));

            assertThat(loaded).hasSize(1);
            assertThat(loaded.get(0).names()).containsExactly(NAME);
            Image image = new ImageReader(store.blobs()).read(loaded.get(0).manifest(), Platform.host());
            assertThat(image.manifest().layers().get(0).mediaType())
                    .hasToString("application/vnd.oci.image.layer.v1.tar+gzip");
            assertThat(new ImageValidator(store.blobs()).validate(image)).isEmpty();
        }
    }

    @Test
    void refusesABlobThatIsNotWhatItsNameSays() throws Exception {
        try (InMemoryStore from = new InMemoryStore();
                InMemoryStore to = new InMemoryStore()) {
            byte[] archive = save(from.openBuild(), imported(from.openBuild(), rootFs("a")), LayoutExporter.Shape.OCI);
            int at = indexOf(archive, "content of a");
            archive[at] ^= 1;

            BuildStore store = to.openBuild();
            assertThatThrownBy(() ->
                            new ImageLoader(store.blobs(), store.layers()).load(new ByteArrayInputStream(archive)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("got a blob of digest");
        }
    }

    @Test
    void refusesAnArchiveOfNoImagesAndOneThatIsCutOff() throws Exception {
        try (InMemoryStore to = new InMemoryStore()) {
            BuildStore store = to.openBuild();
            ImageLoader loader = new ImageLoader(store.blobs(), store.layers());
            byte[] tar = rootFs("a");

            assertThatThrownBy(() -> loader.load(new ByteArrayInputStream(tar)))
                    .hasMessage("got neither index.json nor manifest.json: this is no archive of images");
            assertThatThrownBy(() -> loader.load(new ByteArrayInputStream(Arrays.copyOf(tar, 700))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void tellsDamagedCompressionFromAnArchiveThatCannotBeRead() throws Exception {
        InMemoryStore to = new InMemoryStore(); // is never closed, as its images would be checked
        try (BuildStore store = to.openBuild()) {
            ImageLoader loader = new ImageLoader(store.blobs(), store.layers());
            byte[] layer = gzip(rootFs("a"));
            byte[] cut = Arrays.copyOf(layer, layer.length / 2);
            byte[] config;
            try (InMemoryStore from = new InMemoryStore()) {
                Image image = imported(from.openBuild(), rootFs("a"));
                config = from.blobs().open(image.manifest().config().digest()).readAllBytes();
            }
            byte[] archive = docker(config, cut, "test/x:1");
            for (byte[] damaged : List.of(cut, archive)) {
                assertThatThrownBy(() -> loader.load(new ByteArrayInputStream(damaged)))
                        .isInstanceOf(InvalidArchiveException.class)
                        .hasMessageContaining("its compressed bytes are damaged, or end too early");
            }
            assertThatThrownBy(() -> imported(store, cut)).isInstanceOf(InvalidArchiveException.class);

            IOException broken = new IOException("the disk is broken");
            InputStream failing = new SequenceInputStream(new ByteArrayInputStream(cut), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw broken;
                }
            });
            assertThatThrownBy(() -> loader.load(failing)).hasMessage("the disk is broken");
        }
    }

    @Test
    void seesThatTheBytesOfALayerThatIsKnownAreDamaged() throws Exception {
        InMemoryStore in = new InMemoryStore(); // is never closed, as its images would be checked
        try (BuildStore store = in.openBuild()) {
            Image image = imported(store, rootFs("a"));
            byte[] config =
                    store.blobs().open(image.manifest().config().digest()).readAllBytes();
            byte[] cut = Arrays.copyOf(gzip(rootFs("a")), 40);
            ImageLoader loader = new ImageLoader(store.blobs(), store.layers());
            assertThatThrownBy(() -> loader.load(new ByteArrayInputStream(docker(config, cut, "test/x:1"))))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessage("layer 1: its compressed bytes are damaged, or end too early");
            assertThat(loader.load(new ByteArrayInputStream(docker(config, gzip(rootFs("a")), "test/x:1"))))
                    .hasSize(1);

            Descriptor layer =
                    new Descriptor(MediaType.OCI_LAYER_GZIP, store.blobs().put(cut), cut.length);
            byte[] manifest = OciJson.write(
                    new ImageManifest(MediaType.OCI_MANIFEST, image.manifest().config(), List.of(layer), Map.of()));
            Descriptor damaged =
                    new Descriptor(MediaType.OCI_MANIFEST, store.blobs().put(manifest), manifest.length);
            assertThat(new ImageValidator(store.blobs()).validate(damaged))
                    .containsExactly("layer 1: its compressed bytes are damaged, or end too early");
        }
    }

    @Test
    void refusesATagWithADigest() throws Exception {
        try (InMemoryStore to = new InMemoryStore()) {
            BuildStore store = to.openBuild();
            Image image = imported(store, rootFs("a"));
            byte[] config =
                    store.blobs().open(image.manifest().config().digest()).readAllBytes();
            byte[] archive =
                    docker(config, rootFs("a"), "test/x@" + image.descriptor().digest());
            assertThatThrownBy(() ->
                            new ImageLoader(store.blobs(), store.layers()).load(new ByteArrayInputStream(archive)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("want name:tag");
        }
    }

    private static byte[] docker(byte[] config, byte[] layer, String tag) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            file(tar, "l.tar", layer);
            file(tar, "c.json", config);
            file(
                    tar,
                    "manifest.json",
                    "[{\"Config\":\"c.json\",\"RepoTags\":[\"%s\"],\"Layers\":[\"l.tar\"]}]"
                            .formatted(tag)
                            .getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void reportsALayerThatIsNotHereAndAPathThatIsNamedTwice() throws Exception {
        try (InMemoryStore store = new InMemoryStore()) {
            Image image = imported(store.openBuild(), rootFs("a", "b", "a"));
            ImageValidator validator = new ImageValidator(store.blobs());
            assertThat(validator.validate(image)).containsExactly("layer 1: names \"a\" twice");

            store.blobs().delete(image.manifest().layers().get(0).digest());
            assertThat(validator.validate(image)).hasSize(1).first().asString().endsWith("is not here");
        }
    }

    @Test
    void anArchiveOfNothingIsAnImageOfNothing() throws Exception {
        try (InMemoryStore store = new InMemoryStore()) {
            Image image = imported(store.openBuild(), rootFs());
            assertThat(image.config().createdIfAny()).hasValue(Instant.EPOCH);
            assertThat(new ImageValidator(store.blobs()).validate(image)).isEmpty();
        }
    }

    private static Image imported(BuildStore store, byte[] tar) throws IOException {
        return new RootFsImport(store.blobs(), store.layers())
                .read(new ByteArrayInputStream(tar), new Platform("linux", "amd64"), ContainerConfig.EMPTY, "imported");
    }

    private static byte[] save(BuildStore store, Image image, LayoutExporter.Shape shape) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputTarget target = new OutputTarget.ToStream(bytes, "memory");
        new LayoutExporter(
                        store.blobs(),
                        Packaging.asStored(store.blobs(), store.layers()),
                        shape,
                        new LayoutExporter.Place.Archive(target))
                .export(image, List.of(NAME));
        return bytes.toByteArray();
    }

    private static byte[] rootFs(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : names) {
                file(tar, name, ("content of " + name).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(1_000_000L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
