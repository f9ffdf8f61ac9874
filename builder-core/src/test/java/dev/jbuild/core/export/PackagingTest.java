package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PackagingTest {
    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void leavesAnImageOfOnePlatformAsItIs() throws IOException {
        Image image = image(SampleImages.PLATFORM);

        assertThat(Packaging.asStored(store.blobs(), store.layers()).apply(ImageSet.of(image), List.of()))
                .isEqualTo(PackagedImage.of(image));
    }

    @Test
    void putsAnIndexAroundOneThatAsksForIt() throws IOException {
        Image image = image(SampleImages.PLATFORM);
        ImageSet set = new ImageSet(ImageSet.of(image).built(), ImageSet.Index.ALWAYS);

        PackagedImage packaged = packaging(Map.of("annotation-index.i", "1")).apply(set, List.of());

        assertThat(index(packaged.root()).annotations()).containsExactly(Map.entry("i", "1"));
        assertThat(index(packaged.root()).manifests())
                .containsExactly(packaged.first().descriptor().withPlatform(SampleImages.PLATFORM));
    }

    @Test
    void putsAnIndexAroundSeveralWithTheirPlatformsAndAnnotations() throws IOException {
        ImageSet both = ImageSet.of(image(Platform.parse("amd64")), image(Platform.parse("arm64")));

        PackagedImage packaged = packaging(Map.of(
                        "annotation-index.i",
                        "1",
                        "annotation-index-descriptor.d",
                        "2",
                        "annotation-manifest-descriptor[linux/arm64].m",
                        "3"))
                .apply(both, List.of());

        ImageIndex index = index(packaged.root());
        assertThat(index.annotations()).containsExactly(Map.entry("i", "1"));
        assertThat(packaged.root().annotations()).containsExactly(Map.entry("d", "2"));
        assertThat(index.manifests())
                .extracting(Descriptor::platform)
                .extracting(Platform::architecture)
                .containsExactly("amd64", "arm64");
        assertThat(index.manifests()).extracting(Descriptor::annotations).containsExactly(Map.of(), Map.of("m", "3"));
        assertThat(packaged.images())
                .allMatch(image -> image.manifest().layers().get(0).mediaType().equals(MediaType.OCI_LAYER_GZIP));
    }

    @Test
    void hasDockersListForDockersManifests() throws IOException {
        ImageSet both = ImageSet.of(image(Platform.parse("amd64")), image(Platform.parse("arm64")));

        assertThat(packaging(Map.of("oci-mediatypes", "false"))
                        .apply(both, List.of())
                        .root()
                        .mediaType())
                .isEqualTo(MediaType.DOCKER_INDEX);
    }

    @Test
    void refusesAnnotationsOfAnIndexWhereThereIsNone() throws IOException {
        assertThatThrownBy(() -> packaging(Map.of("annotation-index.a", "1"))
                        .apply(ImageSet.of(image(SampleImages.PLATFORM)), List.of()))
                .isInstanceOf(BuildException.class)
                .hasMessage("annotations of an index (a): got an image of one platform, linux/amd64, which has none");
    }

    @Test
    void refusesAnnotationsForAPlatformThatIsNotBuilt() throws IOException {
        for (ImageSet set : List.of(
                ImageSet.of(image(SampleImages.PLATFORM)),
                ImageSet.of(image(SampleImages.PLATFORM), image(Platform.parse("s390x"))))) {
            assertThatThrownBy(() -> packaging(Map.of("annotation-manifest-descriptor[linux/arm64].a", "1"))
                            .apply(set, List.of()))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("got platform linux/arm64, want one of what is built, [linux/amd64");
        }
    }

    private Packaging packaging(Map<String, String> options) {
        ImageForm form = ImageForm.of(options, Compression.GZIP, Annotations.ofOptions(options));
        return Packaging.of(store.blobs(), store.layers(), form, Workers.ALONE);
    }

    private ImageIndex index(Descriptor root) throws IOException {
        try (InputStream in = store.blobs().open(root.digest())) {
            return OciJsonReader.readIndex(in.readAllBytes());
        }
    }

    private Image image(Platform platform) throws IOException {
        return SampleImages.of(
                store,
                platform,
                SampleImages.files(Map.of("for", platform.toString().getBytes(StandardCharsets.UTF_8))));
    }
}
