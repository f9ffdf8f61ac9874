package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is claimed of images stands beside them in their index, and is of the bytes that left. */
class AttestedPackagingTest {
    private static final Attestation CLAIM =
            new Attestation(Attestation.PROVENANCE, "provenance.json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    private static final ImageReference NAME = ImageReference.parse("localhost:5000/team/x:1");

    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void makesAnIndexOfOneImageAndWhatIsClaimedOfIt() throws IOException {
        PackagedImage packaged = packaging(Map.of()).apply(set(image("amd64")), List.of(NAME));

        ImageIndex index = index(packaged.root());
        assertThat(index.manifests()).hasSize(2);
        Descriptor image = index.manifests().get(0);
        Descriptor claims = index.manifests().get(1);
        assertThat(image.digest()).isEqualTo(packaged.first().descriptor().digest());
        assertThat(claims.platform()).isEqualTo(new Platform("unknown", "unknown"));
        assertThat(claims.annotations())
                .containsEntry("vnd.docker.reference.type", "attestation-manifest")
                .containsEntry("vnd.docker.reference.digest", image.digest().toString());
        JsonDocument statement = statement(claims);
        assertThat(statement.text("_type")).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.text("predicateType")).isEqualTo(Attestation.PROVENANCE);
        JsonDocument subject = statement.objects("subject").get(0);
        assertThat(subject.text("name")).isEqualTo("pkg:docker/localhost:5000/team/x@1?platform=linux%2Famd64");
        assertThat(subject.textMap("digest"))
                .containsEntry("sha256", image.digest().hex());
        assertThat(problems(packaged.root())).isEmpty();
    }

    @Test
    void hasOneForEachPlatformAndTheSameBytesEachTime() throws IOException {
        ImageSet both = set(image("amd64"), image("arm64"));

        Descriptor root = packaging(Map.of()).apply(both, List.of(NAME)).root();

        assertThat(index(root).manifests())
                .extracting(Descriptor::platform)
                .extracting(Platform::toString)
                .containsExactly("linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown");
        assertThat(problems(root)).isEmpty();
        assertThat(packaging(Map.of()).apply(both, List.of(NAME)).root()).isEqualTo(root);
    }

    @Test
    void namesTheSubjectOfAnArtifact() throws IOException {
        PackagedImage packaged = packaging(Map.of("oci-artifact", "true")).apply(set(image("amd64")), List.of());

        Descriptor claims = index(packaged.root()).manifests().get(1);
        JsonDocument manifest = JsonDocument.parse("manifest", bytes(claims));
        assertThat(manifest.text("artifactType")).isEqualTo("application/vnd.docker.attestation.manifest.v1+json");
        assertThat(manifest.object("subject").orElseThrow().text("digest"))
                .isEqualTo(packaged.first().descriptor().digest().toString());
        assertThat(manifest.object("config").orElseThrow().text("mediaType"))
                .isEqualTo("application/vnd.oci.empty.v1+json");
        assertThat(problems(packaged.root())).isEmpty();
    }

    @Test
    void refusesDockersDocuments() throws IOException {
        ImageSet set = set(image("amd64"));

        assertThatThrownBy(() -> packaging(Map.of("oci-mediatypes", "false")).apply(set, List.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("have no attestations");
    }

    @Test
    void isFoundToBeOfAnotherImage() throws IOException {
        stored.blobs().expectWrongImages();
        Descriptor root =
                packaging(Map.of()).apply(set(image("amd64")), List.of(NAME)).root();
        List<Descriptor> manifests = new ArrayList<>(index(root).manifests());
        Image other = image("riscv64");
        manifests.set(0, other.descriptor().withPlatform(other.config().platform()));
        byte[] changed = OciJson.write(new ImageIndex(MediaType.OCI_INDEX, manifests, Map.of()));
        Descriptor wrong = new Descriptor(MediaType.OCI_INDEX, store.blobs().put(changed), changed.length);

        assertThat(problems(wrong)).anyMatch(problem -> problem.contains("which is no image of the index"));
    }

    @Test
    void isFoundToSayAnotherTypeThanItsAnnotation() throws IOException {
        stored.blobs().expectWrongImages();
        Attestation lying =
                new Attestation("https://example.org/other", "x.json", "{}".getBytes(StandardCharsets.UTF_8));
        ImageSet set = new ImageSet(List.of(new ImageSet.Built(image("amd64"), Set.of(), List.of(lying))));
        Descriptor root = packaging(Map.of()).apply(set, List.of(NAME)).root();
        Descriptor claims = index(root).manifests().get(1);
        String manifest =
                new String(bytes(claims), StandardCharsets.UTF_8).replace("example.org/other", "example.org/wrong");
        byte[] changed = manifest.getBytes(StandardCharsets.UTF_8);
        Descriptor wrong = new Descriptor(MediaType.OCI_MANIFEST, store.blobs().put(changed), changed.length)
                .withAnnotations(claims.annotations())
                .withPlatform(claims.platformIfAny().orElseThrow());
        byte[] index = OciJson.write(new ImageIndex(
                MediaType.OCI_INDEX, List.of(index(root).manifests().get(0), wrong), Map.of()));

        assertThat(problems(new Descriptor(MediaType.OCI_INDEX, store.blobs().put(index), index.length)))
                .anyMatch(problem -> problem.contains("want what its annotation says"));
    }

    @Test
    void makesEarlierWhatIsLaterAndNotTheBase() throws IOException {
        Image image = SampleImages.of(
                store,
                SampleImages.files(Map.of("base", new byte[] {1})),
                SampleImages.files(Map.of("own", new byte[] {2})));
        ImageSet set = new ImageSet(List.of(
                new ImageSet.Built(image, Set.of(image.config().diffIds().get(0)), List.of())));
        ImageForm form = ImageForm.of(
                Map.of("rewrite-timestamp", "true"), Compression.NONE, Annotations.NONE, Instant.ofEpochSecond(77));

        Image earlier = Packaging.of(store.blobs(), store.layers(), form, Workers.ALONE)
                .apply(set, List.of())
                .first();

        assertThat(earlier.config().diffIds().get(0))
                .isEqualTo(image.config().diffIds().get(0));
        assertThat(newest(earlier, 1)).isEqualTo(77);
        assertThat(new ImageValidator(store.blobs()).validate(earlier)).isEmpty();
        ImageForm later = ImageForm.of(
                Map.of("rewrite-timestamp", "true"), Compression.NONE, Annotations.NONE, Instant.ofEpochSecond(5_000));
        assertThat(Packaging.of(store.blobs(), store.layers(), later, Workers.ALONE)
                        .apply(set, List.of())
                        .first()
                        .id())
                .isEqualTo(image.id());
    }

    @Test
    void wantsAnEpochToRewriteTo() {
        assertThatThrownBy(() -> ImageForm.of(Map.of("rewrite-timestamp", "true"), Compression.GZIP, Annotations.NONE))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no time to rewrite to");
    }

    private long newest(Image image, int layer) throws IOException {
        return store.layers()
                .index(image.config().diffIds().get(layer))
                .orElseThrow()
                .newestMtimeSeconds();
    }

    private JsonDocument statement(Descriptor claims) throws IOException {
        Descriptor layer = OciJsonReader.readManifest(bytes(claims)).layers().get(0);
        assertThat(layer.mediaType().value()).isEqualTo("application/vnd.in-toto+json");
        assertThat(layer.annotations()).containsEntry("in-toto.io/predicate-type", Attestation.PROVENANCE);
        return JsonDocument.parse("statement", bytes(layer));
    }

    private List<String> problems(Descriptor root) throws IOException {
        return new ImageValidator(store.blobs()).validate(root);
    }

    private static ImageSet set(Image... images) {
        return new ImageSet(List.of(images).stream()
                .map(image -> new ImageSet.Built(image, Set.of(), List.of(CLAIM)))
                .toList());
    }

    private Packaging packaging(Map<String, String> options) {
        ImageForm form = ImageForm.of(options, Compression.GZIP, Annotations.NONE);
        return Packaging.of(store.blobs(), store.layers(), form, Workers.ALONE);
    }

    private ImageIndex index(Descriptor root) throws IOException {
        return OciJsonReader.readIndex(bytes(root));
    }

    private byte[] bytes(Descriptor blob) throws IOException {
        try (InputStream in = store.blobs().open(blob.digest())) {
            return in.readAllBytes();
        }
    }

    private Image image(String architecture) throws IOException {
        return SampleImages.of(
                store,
                Platform.parse(architecture),
                SampleImages.files(Map.of(architecture, architecture.getBytes(StandardCharsets.UTF_8))));
    }
}
