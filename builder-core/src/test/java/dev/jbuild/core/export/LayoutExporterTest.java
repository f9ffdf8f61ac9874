package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.export.LayoutExporter.Blobs;
import dev.jbuild.core.export.LayoutExporter.Place;
import dev.jbuild.core.export.LayoutExporter.Shape;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.Samples;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutExporterTest {
    private static final ImageReference ONE = ImageReference.parse("test/x:1");
    private static final ImageReference TWO = ImageReference.parse("registry.example/y:2");

    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @TempDir
    Path directory;

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void writesAnArchiveOfPlainFiles() throws IOException {
        Image image = image(1);

        byte[] archive = archive(Shape.DOCKER, image, List.of(ONE, TWO));

        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entry.getLastModifiedTime().toMillis()).isZero();
                assertThat(entry.getLongUserId()).isZero();
            }
        }
        assertThat(names)
                .startsWith("oci-layout", "blobs/", "blobs/sha256/")
                .endsWith("manifest.json", "index.json")
                .doesNotHaveDuplicates()
                .hasSize(3 + 3 + 2);
        assertThat(archive(Shape.DOCKER, image, List.of(ONE, TWO))).isEqualTo(archive);
        assertThat(archive.length % 512).isZero();
    }

    @Test
    void namesTheImageOnceForEachReference() throws IOException {
        Image image = image(1);
        exporter(new Place.Directory(directory)).export(image, List.of(ONE, TWO));

        assertThat(index().manifests().stream().map(Descriptor::annotations))
                .containsExactly(
                        Map.of(
                                "io.containerd.image.name",
                                "docker.io/test/x:1",
                                "org.opencontainers.image.ref.name",
                                "1"),
                        Map.of(
                                "io.containerd.image.name",
                                "registry.example/y:2",
                                "org.opencontainers.image.ref.name",
                                "2"));
        assertThat(index().manifests()).allMatch(manifest -> SampleImages.PLATFORM.equals(manifest.platform()));
    }

    @Test
    void addsToALayoutAndReplacesWhatHasTheSameName() throws IOException {
        LayoutExporter exporter = exporter(new Place.Directory(directory));
        exporter.export(image(1), List.of(ONE));
        exporter.export(image(2), List.of(TWO));
        exporter.export(image(3), List.of(ONE));
        exporter.export(image(3), List.of());
        exporter.export(image(3), List.of());

        assertThat(index().manifests().stream().map(Descriptor::digest))
                .containsExactly(
                        image(2).descriptor().digest(),
                        image(3).descriptor().digest(),
                        image(3).descriptor().digest());
    }

    @Test
    void writesABrokenBlobAnewAndLeavesAWholeOne() throws IOException {
        Image image = image(1);
        LayoutExporter exporter = exporter(new Place.Directory(directory));
        long all = exporter.export(image, List.of(ONE)).sizeBytes();
        long again = exporter.export(image, List.of(ONE)).sizeBytes();
        Path blob =
                directory.resolve(LayoutExporter.name(image.manifest().layers().get(0)));
        byte[] bytes = Files.readAllBytes(blob);
        bytes[100] ^= 1;
        Files.write(blob, bytes);

        exporter.export(image, List.of(ONE));

        assertThat(again).isLessThan(all - bytes.length);
        assertThat(blob)
                .hasBinaryContent(store.blobs()
                        .open(image.manifest().layers().get(0).digest())
                        .readAllBytes());
    }

    @Test
    void leavesNothingOfAnImageThatIsDamaged() throws IOException {
        Image image = image(1);
        stored.blobs().damage(image.manifest().layers().get(0).digest(), new byte[10]);
        Path file = directory.resolve("x.tar");

        assertThatThrownBy(() -> exporter(new Place.Archive(new OutputTarget.ToFile(file)))
                        .export(image, List.of(ONE)))
                .isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
        Path layout = directory.resolve("layout");
        Image other = image(2);
        stored.blobs().damage(other.manifest().layers().get(0).digest(), new byte[10]);
        assertThatThrownBy(() -> exporter(new Place.Directory(layout)).export(other, List.of(ONE)))
                .isInstanceOf(IOException.class);
        try (Stream<Path> left = Files.walk(layout)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void refusesAPlaceThatIsNoLayoutAndPathsThatCannotBe() throws IOException {
        Files.writeString(directory.resolve("index.json"), "<html>");

        assertThatThrownBy(() -> exporter(new Place.Directory(directory)).export(image(1), List.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("cannot add to the layout of the destination: its index.json is wrong");
        assertThatThrownBy(() -> exporter(new Place.Archive(new OutputTarget.ToFile(directory)))
                        .export(image(1), List.of()))
                .hasMessageEndingWith("it is a directory");
        assertThatThrownBy(() -> exporter(new Place.Archive(new OutputTarget.ToFile(directory.resolve("no/x.tar"))))
                        .export(image(1), List.of()))
                .hasMessageContaining("no directory");
    }

    @Test
    void doesNotCloseAStreamThatIsNotItsOwn() throws IOException {
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        exporter(new Place.Archive(new OutputTarget.ToStream(out, "standard output")))
                .export(image(1), List.of(ONE));
        assertThat(out.toString()).contains("imageLayoutVersion");
    }

    @ParameterizedTest
    @EnumSource(Blobs.class)
    void splicesFilesOfTheStore(Blobs how) throws IOException {
        Image image = image(1);
        Path files = Files.createDirectory(directory.resolve("store"));
        FileBackedBlobs blobs = new FileBackedBlobs(stored.blobs(), files);
        Path layout = directory.resolve("layout");
        Path archive = directory.resolve("x.tar");

        for (Place place :
                List.of(new Place.Directory(layout, how), new Place.Archive(new OutputTarget.ToFile(archive)))) {
            new LayoutExporter(blobs, Packaging.asStored(store.blobs(), store.layers()), Shape.OCI, place)
                    .export(image, List.of(ONE));
        }

        assertThat(archive).hasBinaryContent(archive(Shape.OCI, image, List.of(ONE)));
        Descriptor layer = image.manifest().layers().get(0);
        Path blob = layout.resolve(LayoutExporter.name(layer));
        assertThat(blob).hasBinaryContent(store.blobs().open(layer.digest()).readAllBytes());
        assertThat(Files.isSameFile(blob, files.resolve(layer.digest().hex()))).isEqualTo(how == Blobs.LINKED);
    }

    @Test
    void verifiesWhatItSplices() throws IOException {
        Image image = image(1);
        FileBackedBlobs blobs = new FileBackedBlobs(stored.blobs(), directory);
        stored.blobs().damage(image.manifest().layers().get(0).digest(), new byte[102_400]);
        Path archive = directory.resolve("x.tar");

        assertThatThrownBy(() -> new LayoutExporter(
                                blobs,
                                Packaging.asStored(store.blobs(), store.layers()),
                                Shape.OCI,
                                new Place.Archive(new OutputTarget.ToFile(archive)))
                        .export(image, List.of(ONE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        assertThat(archive).doesNotExist();
    }

    @Test
    void describesABuildByTheKeysOfBuildKit() throws IOException {
        Image image = image(1);

        String json = new String(
                new BuildMetadata(ImageSet.of(image), PackagedImage.of(image), List.of(ONE, TWO), "7f3a").toBytes(),
                StandardCharsets.UTF_8);

        String digest = image.descriptor().digest().toString();
        assertThat(json)
                .isEqualTo("{\"buildx.build.ref\":\"7f3a\",\"containerimage.config.digest\":\"" + image.id()
                        + "\",\"containerimage.descriptor\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"digest\":\"" + digest + "\",\"size\":"
                        + image.descriptor().sizeBytes()
                        + ",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}},\"containerimage.digest\":\""
                        + digest + "\",\"image.name\":\"docker.io/test/x:1,registry.example/y:2\"}");
    }

    private Image image(int seed) throws IOException {
        return SampleImages.of(store, SampleImages.files(Map.of("a", Samples.noise(100_000, seed))));
    }

    private ImageIndex index() throws IOException {
        return OciJsonReader.readIndex(Files.readAllBytes(directory.resolve("index.json")));
    }

    private byte[] archive(Shape shape, Image image, List<ImageReference> names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Place place = new Place.Archive(new OutputTarget.ToStream(out, "standard output"));
        new LayoutExporter(store.blobs(), Packaging.asStored(store.blobs(), store.layers()), shape, place)
                .export(image, names);
        return out.toByteArray();
    }

    private LayoutExporter exporter(Place place) {
        return new LayoutExporter(store.blobs(), Packaging.asStored(store.blobs(), store.layers()), Shape.OCI, place);
    }
}
