package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.export.LayoutExporter.Place;
import dev.jbuild.core.export.LayoutExporter.Shape;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageLoader;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.layer.Samples;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other programs read what we write, and we read what they make of it. */
@Tag("peers")
class LayoutPeersTest {
    private static final ImageReference NAME = ImageReference.parse("test/x:1");
    private static final byte[] TEXT = Samples.text(300_000, 1);

    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @TempDir
    Path directory;

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "zstd"})
    void skopeoReadsAnOciArchive(String compression) throws Exception {
        Image image = export(Shape.OCI, compression, new Place.Archive(file("x.tar")));

        String raw = run("skopeo", "inspect", "--raw", "oci-archive:" + directory.resolve("x.tar") + ":1");

        assertThat(raw).contains(image.id().toString());
        run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "oci-archive:" + directory.resolve("x.tar") + ":1",
                "dir:" + directory.resolve("d"));
        assertThat(directory.resolve("d").resolve(image.id().hex())).exists();
    }

    @ParameterizedTest
    @CsvSource({"uncompressed", "gzip"})
    void skopeoCopiesADockerArchive(String compression) throws Exception {
        Image image = export(Shape.DOCKER, compression, new Place.Archive(file("x.tar")));

        run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "docker-archive:" + directory.resolve("x.tar"),
                "dir:" + directory.resolve("d"));

        assertThat(directory.resolve("d").resolve(image.id().hex())).exists();
    }

    @Test
    void umociUnpacksALayout() throws Exception {
        export(Shape.OCI, "gzip", new Place.Directory(directory.resolve("layout")));

        run(
                "umoci",
                "unpack",
                "--rootless",
                "--image",
                directory.resolve("layout") + ":1",
                directory.resolve("b").toString());

        assertThat(directory.resolve("b/rootfs/etc/text")).hasBinaryContent(TEXT);
        assertThat(directory.resolve("b/rootfs/gone")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void loadsWhatSkopeoWrites(String transport) throws Exception {
        Image image = export(Shape.OCI, "gzip", new Place.Archive(file("x.tar")));
        Path copy = directory.resolve("copy.tar");
        run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "oci-archive:" + directory.resolve("x.tar") + ":1",
                transport + ":" + copy + ":test/x:1");

        Image loaded = load(copy);

        assertThat(loaded.config().diffIds()).isEqualTo(image.config().diffIds());
    }

    @Test
    void loadsWhatUmociWrites() throws Exception {
        Path layout = directory.resolve("layout");
        export(Shape.OCI, "gzip", new Place.Directory(layout));
        run("umoci", "config", "--image", layout + ":1", "--tag", "1", "--config.env", "A=b");
        run("tar", "-cf", directory.resolve("copy.tar").toString(), "-C", layout.toString(), ".");

        Image loaded = load(directory.resolve("copy.tar"));

        assertThat(loaded.config().config().env()).contains("A=b");
    }

    private Image load(Path archive) throws IOException {
        try (InMemoryStore other = new InMemoryStore();
                InputStream in = Files.newInputStream(archive)) {
            BuildStore build = other.openBuild();
            List<ImageLoader.Loaded> loaded = new ImageLoader(build.blobs(), build.layers()).load(in);
            Image image = new ImageReader(build.blobs())
                    .read(loaded.get(loaded.size() - 1).manifest(), SampleImages.PLATFORM);
            assertThat(new ImageValidator(build.blobs()).validate(image)).isEmpty();
            return image;
        }
    }

    private Image export(Shape shape, String compression, Place place) throws IOException {
        Image image = SampleImages.of(
                store,
                SampleImages.files(Map.of("etc/text", TEXT, "gone", new byte[3])),
                writer -> writer.addWhiteout(dev.jbuild.core.tree.TreePath.of("gone")));
        ImageForm form = ImageForm.of(Map.of("compression", compression), Compression.NONE, Annotations.NONE);
        Packaging packaging = Packaging.of(store.blobs(), store.layers(), form, Workers.ALONE);
        return new LayoutExporter(store.blobs(), packaging, shape, place)
                .export(image, List.of(NAME))
                .image()
                .first();
    }

    private OutputTarget file(String name) {
        return new OutputTarget.ToFile(directory.resolve(name));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
