package dev.jbuild.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.compare.Difference.Change;
import dev.jbuild.core.compare.Difference.Field;
import dev.jbuild.core.compare.Difference.Kind;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each thing in which images can differ is told, and nothing else. */
class ImageComparisonTest {
    private static final Attributes PLAIN = new Attributes(0644, 0, 0, 1_000);

    private final InMemoryStore stored = new InMemoryStore();
    private final BuildStore store = stored.openBuild();

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void findsNothingInTheSameImage() throws IOException {
        assertThat(differences(image("", file("a", "1", PLAIN)), image("", file("a", "1", PLAIN))))
                .isEmpty();
    }

    @Test
    void tellsOfFieldsOfTheConfigByTheirNames() throws IOException {
        Writing same = file("a", "1", PLAIN);

        assertThat(differences(image("A=1,B=2", same), image("B=3,C=4", same)))
                .containsExactly(
                        config(Change.REMOVED, "config.Env.A", "1", ""),
                        config(Change.CHANGED, "config.Env.B", "2", "3"),
                        config(Change.ADDED, "config.Env.C", "", "4"));
    }

    @Test
    void tellsOfPathsInTheirLayerAndWhatOfThem() throws IOException {
        TreeMap<String, byte[]> capability = new TreeMap<>(Map.of("user.x", new byte[] {1}));
        Writing before = writer -> {
            add(writer, "bytes", "1", PLAIN);
            add(writer, "gone", "1", PLAIN);
            add(writer, "mode", "1", PLAIN);
            add(writer, "owner", "1", PLAIN);
            add(writer, "time", "1", PLAIN);
            add(writer, "type", "1", PLAIN);
            writer.addWhiteout(TreePath.of("wiped"));
            add(writer, "xattr", "1", PLAIN);
        };
        Writing after = writer -> {
            add(writer, "bytes", "22", PLAIN);
            add(writer, "mode", "1", PLAIN.withMode(04755));
            add(writer, "new", "1", PLAIN);
            add(writer, "owner", "1", PLAIN.withOwner(33, 34));
            add(writer, "time", "1", PLAIN.withMtimeSeconds(1_001));
            writer.add(TreePath.of("type"), new TreeEntry.Symlink(PLAIN, "x".getBytes(StandardCharsets.UTF_8)));
            add(writer, "wiped", "1", PLAIN);
            add(writer, "xattr", "1", PLAIN.withXattrs(capability));
        };

        List<Difference> found =
                differences(image("", file("base", "1", PLAIN), before), image("", file("base", "1", PLAIN), after));

        assertThat(found).allMatch(difference -> difference.layer() == 2);
        assertThat(found.get(0).kind()).isEqualTo(Kind.LAYER);
        assertThat(found.stream().skip(1).map(ImageComparisonTest::shown))
                .containsExactly(
                        "M /bytes size content",
                        "D /gone",
                        "M /mode mode:0644>4755",
                        "A /new",
                        "M /owner owner:0:0>33:34",
                        "M /time mtime:1970-01-01T00:16:40Z>1970-01-01T00:16:41Z",
                        "M /type type:file>symbolic link mode:0644>0777",
                        "M /wiped type:removal>file",
                        "M /xattr xattr user.x");
    }

    @Test
    void comparesAllFilesWhereOneHasMoreLayers() throws IOException {
        List<Difference> found =
                differences(image("", file("a", "1", PLAIN)), image("", file("a", "2", PLAIN), file("b", "1", PLAIN)));

        assertThat(found.stream().filter(difference -> difference.kind() == Kind.PATH))
                .extracting(difference -> difference.change() + " " + difference.subject())
                .containsExactly("CHANGED /a", "ADDED /b");
        assertThat(found.stream().filter(difference -> difference.kind() == Kind.LAYER))
                .extracting(Difference::change)
                .containsExactly(Change.CHANGED, Change.ADDED);
    }

    private byte[] gzip(Digest blob) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (InputStream in = store.blobs().open(blob);
                GZIPOutputStream out = new GZIPOutputStream(packed)) {
            in.transferTo(out);
        }
        return packed.toByteArray();
    }

    @Test
    void tellsCompressionFromContent() throws IOException {
        Descriptor plain = image("", file("a", "1", PLAIN));
        ImageManifest manifest = new dev.jbuild.core.image.ImageReader(store.blobs()).manifest(plain.digest());
        Descriptor layer = manifest.layers().get(0);
        byte[] other = gzip(layer.digest());
        Descriptor packed =
                new Descriptor(MediaType.OCI_LAYER_GZIP, store.blobs().put(other), other.length);
        Descriptor compressed = put(
                MediaType.OCI_MANIFEST,
                OciJson.write(new ImageManifest(
                        MediaType.OCI_MANIFEST, manifest.config(), List.of(packed), Map.of("team", "x"))));

        List<Difference> found = differences(plain, compressed);

        assertThat(found).hasSize(2);
        assertThat(found.get(0))
                .isEqualTo(new Difference(
                        "",
                        Kind.MANIFEST,
                        Change.ADDED,
                        0,
                        "annotations.team",
                        List.of(new Field("annotations.team", "", "x"))));
        assertThat(found.get(1).fields()).extracting(Field::name).containsExactly("compression", "mediaType");
        assertThat(found.get(1).fields().get(0).before())
                .startsWith(layer.digest().toString());
    }

    @Test
    void tellsOfDocumentsThatSayTheSameInOtherBytes() throws IOException {
        Descriptor one = image("", file("a", "1", PLAIN));
        ImageManifest manifest = new dev.jbuild.core.image.ImageReader(store.blobs()).manifest(one.digest());
        byte[] spaced =
                (new String(OciJson.write(manifest), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);

        assertThat(differences(one, put(MediaType.OCI_MANIFEST, spaced)))
                .singleElement()
                .matches(difference -> difference.kind() == Kind.MANIFEST
                        && difference.subject().equals("bytes"));
    }

    @Test
    void comparesTheImagesOfEachPlatform() throws IOException {
        Descriptor one = image("", file("a", "1", PLAIN));
        Descriptor arm = image("arm64", "", file("a", "1", PLAIN));
        Descriptor other = image("arm64", "X=1", file("a", "1", PLAIN));

        List<Difference> found = differences(index(one, arm), index(other));
        assertThat(differences(index(one, arm), index(one, other)))
                .extracting(Difference::platform)
                .containsExactly("linux/arm64");
        assertThat(found).isNotEmpty();
        assertThat(found.get(0).kind()).isEqualTo(Kind.IMAGE);
        assertThat(found.get(0).change()).isEqualTo(Change.REMOVED);
    }

    private static String shown(Difference difference) {
        StringBuilder text = new StringBuilder();
        text.append(Map.of(Change.ADDED, "A", Change.REMOVED, "D", Change.CHANGED, "M")
                .get(difference.change()));
        text.append(' ').append(difference.subject());
        for (Field field : difference.fields()) {
            boolean whole = List.of("mode", "owner", "mtime", "type").contains(field.name());
            text.append(' ').append(field.name()).append(whole ? ":" + field.before() + ">" + field.after() : "");
        }
        return text.toString();
    }

    private static Difference config(Change change, String name, String before, String after) {
        return new Difference("", Kind.CONFIG, change, 0, name, List.of(new Field(name, before, after)));
    }

    private List<Difference> differences(Descriptor before, Descriptor after) throws IOException {
        List<Difference> found = new ArrayList<>();
        int count = new ImageComparison(store.blobs(), store.layers(), found::add).compare(before, after);
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    private interface Writing {
        void write(LayerWriter writer) throws IOException;
    }

    private static Writing file(String path, String content, Attributes attributes) {
        return writer -> add(writer, path, content, attributes);
    }

    private static void add(LayerWriter writer, String path, String content, Attributes attributes) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        writer.addFile(
                new NewFile(TreePath.of(path), attributes, bytes.length, 0), () -> new ByteArrayInputStream(bytes));
    }

    private Descriptor image(String env, Writing... layers) throws IOException {
        return image("amd64", env, layers);
    }

    private Descriptor image(String architecture, String env, Writing... layers) throws IOException {
        List<Descriptor> descriptors = new ArrayList<>();
        List<DiffId> diffIds = new ArrayList<>();
        List<HistoryEntry> history = new ArrayList<>();
        for (Writing layer : layers) {
            try (LayerWriter writer = LayerWriter.create(store.blobs(), Ancestors.in(Tree.EMPTY, 1_000))) {
                layer.write(writer);
                WrittenLayer written = writer.commit();
                store.layers().putIndex(written.diffId(), written.index());
                descriptors.add(
                        new Descriptor(MediaType.OCI_LAYER, written.diffId().digest(), written.sizeBytes()));
                diffIds.add(written.diffId());
            }
        }
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.env = env.isEmpty() ? List.of() : List.of(env.split(","));
        Descriptor stored = put(
                MediaType.OCI_CONFIG,
                OciJson.write(new ImageConfig(
                        Instant.EPOCH, "", new Platform("linux", architecture), config.build(), diffIds, history)));
        return put(
                        MediaType.OCI_MANIFEST,
                        OciJson.write(new ImageManifest(MediaType.OCI_MANIFEST, stored, descriptors, Map.of())))
                .withPlatform(new Platform("linux", architecture));
    }

    private Descriptor index(Descriptor... images) throws IOException {
        return put(MediaType.OCI_INDEX, OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(images), Map.of())));
    }

    private Descriptor put(MediaType type, byte[] document) throws IOException {
        return new Descriptor(type, store.blobs().put(document), document.length);
    }
}
