package dev.jbuild.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.progress.ProgressEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One build for several platforms: what they share runs once, and an index stands around their images. */
class PlatformsBuildTest {
    private static final Platform AMD = Platform.parse("linux/amd64");
    private static final Platform ARM = Platform.parse("linux/arm64");

    private final BuildRig rig = new BuildRig();

    @BeforeEach
    void putABase() throws IOException {
        for (Platform platform : List.of(AMD, ARM)) {
            rig.images.put("base", new ImageConfig(null, "", platform, ContainerConfig.EMPTY, List.of(), List.of()));
        }
        for (Platform platform : List.of(AMD, ARM)) {
            rig.store
                    .blobs()
                    .put(OciJson.write(rig.images
                            .resolve(ImageReference.parse("base"), platform)
                            .manifest()));
        }
        rig.platforms = List.of(AMD, ARM);
        rig.options = request -> request.buildPlatform(AMD);
    }

    @AfterEach
    void close() throws IOException {
        rig.store.close();
    }

    @Test
    void keepsAnIndexOfOneImageForEach() throws IOException {
        BuildResult result = rig.build("FROM base", "COPY <<x /", "text", "x", "ENV A=1");

        assertThat(result.images().images())
                .extracting(image -> image.config().platform())
                .containsExactly(AMD, ARM);
        Descriptor root = rig.store
                .images()
                .find(ImageReference.parse("test/image"))
                .orElseThrow()
                .manifest();
        assertThat(root.mediaType()).isEqualTo(MediaType.OCI_INDEX);
        ImageIndex index;
        try (var in = rig.store.blobs().open(root.digest())) {
            index = OciJsonReader.readIndex(in.readAllBytes());
        }
        assertThat(index.manifests()).extracting(Descriptor::platform).containsExactly(AMD, ARM);
        Image arm = new ImageReader(rig.store.blobs()).read(root, ARM);
        assertThat(arm.config().platform()).isEqualTo(ARM);
        assertThat(arm.config().config().env()).contains("A=1");
    }

    @Test
    void runsOnceWhatIsForTheMachineThatBuilds() throws IOException {
        AtomicInteger compiled = new AtomicInteger();
        List<String> linked = new ArrayList<>();
        rig.on("compile", world -> {
            compiled.incrementAndGet();
            world.write("out", "same for all");
            return CompletableFuture.completedFuture(0);
        });
        rig.on("link", world -> {
            linked.add(architecture(world.spec().env()));
            world.write("app", "for " + architecture(world.spec().env()));
            return CompletableFuture.completedFuture(0);
        });

        BuildResult result = rig.build(
                "FROM --platform=$BUILDPLATFORM base AS build",
                "RUN compile",
                "ARG TARGETARCH",
                "RUN link",
                "FROM base",
                "COPY --from=build /app /");

        assertThat(compiled).hasValue(1);
        assertThat(linked).containsExactly("amd64", "arm64");
        assertThat(result.images().images())
                .extracting(image -> image.config().diffIds())
                .doesNotHaveDuplicates();
        assertThat(labels()).contains("[linux/arm64 build 2/2] RUN link", "[build 1/2] RUN compile");
        assertThat(rig.build(
                                "FROM --platform=$BUILDPLATFORM base AS build",
                                "RUN compile",
                                "ARG TARGETARCH",
                                "RUN link",
                                "FROM base",
                                "COPY --from=build /app /")
                        .ran())
                .isZero();
    }

    @Test
    void givesEachPlatformTheImageThatItHasAlone() throws IOException {
        String[] file = {"FROM base", "ARG TARGETPLATFORM", "LABEL for=$TARGETPLATFORM", "WORKDIR /x"};
        List<Image> both = rig.build(file).images().images();
        for (int i = 0; i < 2; i++) {
            rig.platforms = List.of(both.get(i).config().platform());
            assertThat(rig.build(file).images().images()).containsExactly(both.get(i));
        }
    }

    private static String architecture(List<String> env) {
        return env.stream()
                .filter(entry -> entry.startsWith("TARGETARCH="))
                .map(entry -> entry.substring("TARGETARCH=".length()))
                .findFirst()
                .orElse("");
    }

    private List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (ProgressEvent event : rig.events) {
            if (event instanceof ProgressEvent.PlanKnown known) {
                known.plan()
                        .vertices()
                        .forEach(vertex -> labels.add(vertex.label().toString()));
            }
        }
        return labels;
    }
}
