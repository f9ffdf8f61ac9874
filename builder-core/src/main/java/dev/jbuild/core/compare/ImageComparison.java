package dev.jbuild.core.compare;

import dev.jbuild.core.compare.Difference.Change;
import dev.jbuild.core.compare.Difference.Field;
import dev.jbuild.core.compare.Difference.Kind;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Tells what two images, or two indexes of images, differ in: fields of manifest and config, layers, files, and bytes that mean the same.
 * Both are in one store. Used by one thread.
 */
public final class ImageComparison {
    private static final int MAX_CONFIG_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it

    private final BlobStore blobs;
    private final LayerStore layers;
    private final LayerContents contents;
    private final Consumer<Difference> sink;
    private int count;

    /** @param sink hears of each difference, in order */
    public ImageComparison(BlobStore blobs, LayerStore layers, Consumer<Difference> sink) {
        this.blobs = blobs;
        this.layers = layers;
        this.contents = new LayerContents(blobs, layers);
        this.sink = sink;
    }

    /** Compares all that both name; returns the number of differences. */
    public int compare(Descriptor before, Descriptor after) throws IOException {
        ComparedImages one = ComparedImages.of(before, blobs, layers);
        ComparedImages two = ComparedImages.of(after, blobs, layers);
        fields("", Kind.MANIFEST, new TreeMap<>(one.index()), new TreeMap<>(two.index()));
        if (one.images().size() == 1 && two.images().size() == 1) {
            compare(
                    "",
                    one.images().firstEntry().getValue(),
                    two.images().firstEntry().getValue());
        } else {
            for (String platform : union(one.images(), two.images())) {
                Image old = one.images().get(platform);
                Image now = two.images().get(platform);
                if (old != null && now != null) {
                    compare(platform, old, now);
                } else {
                    Change change = old == null ? Change.ADDED : Change.REMOVED;
                    tell(new Difference(platform, Kind.IMAGE, change, 0, platform, List.of()));
                }
            }
        }
        claims(one.claims(), two.claims());
        return count;
    }

    private void tell(Difference difference) {
        count++;
        sink.accept(difference);
    }

    private static TreeSet<String> union(Map<String, ?> one, Map<String, ?> two) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        return names;
    }

    private void claims(TreeMap<String, JsonDocument> before, TreeMap<String, JsonDocument> after) {
        for (String name : union(before, after)) {
            JsonDocument old = before.get(name);
            JsonDocument now = after.get(name);
            String platform = name.substring(0, name.indexOf(' '));
            String type = name.substring(name.indexOf(' ') + 1);
            if (old == null || now == null) {
                Change change = old == null ? Change.ADDED : Change.REMOVED;
                tell(new Difference(platform, Kind.ATTESTATION, change, 0, type, List.of()));
            } else {
                List<Field> fields = fields(JsonFields.of(old), JsonFields.of(now));
                if (!fields.isEmpty()) {
                    tell(new Difference(platform, Kind.ATTESTATION, Change.CHANGED, 0, type, fields));
                }
            }
        }
    }

    private void compare(String platform, Image before, Image after) throws IOException {
        if (before.descriptor().digest().equals(after.descriptor().digest())) {
            return;
        }
        int told = count;
        fields(platform, Kind.MANIFEST, manifest(before), manifest(after));
        int toldOfManifest = count;
        fields(platform, Kind.CONFIG, config(before), config(after));
        boolean sameLayers = before.config().diffIds().equals(after.config().diffIds());
        if (count == toldOfManifest && sameLayers) {
            bytes(
                    platform,
                    Kind.CONFIG,
                    before.manifest().config(),
                    after.manifest().config());
        }
        layers(platform, before, after);
        if (count == told) {
            bytes(platform, Kind.MANIFEST, before.descriptor(), after.descriptor());
        }
    }

    /** Documents that say the same in other bytes. */
    private void bytes(String platform, Kind kind, Descriptor before, Descriptor after) {
        if (!before.digest().equals(after.digest())) {
            Field field = new Field(
                    "bytes", before.digest().toString(), after.digest().toString());
            tell(new Difference(platform, kind, Change.CHANGED, 0, "bytes", List.of(field)));
        }
    }

    private static TreeMap<String, String> manifest(Image image) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("mediaType", image.manifest().mediaType().value());
        fields.put("config.mediaType", image.manifest().config().mediaType().value());
        image.manifest().annotations().forEach((name, value) -> fields.put("annotations." + name, value));
        return fields;
    }

    /** Without diffIDs, which are told of as layers. */
    private TreeMap<String, String> config(Image image) throws IOException {
        try (InputStream in = blobs.open(image.id())) {
            TreeMap<String, String> fields =
                    JsonFields.of(JsonDocument.parse("image config", in.readNBytes(MAX_CONFIG_BYTES)));
            fields.keySet().removeIf(name -> name.startsWith("rootfs.diff_ids"));
            return fields;
        }
    }

    private void fields(String platform, Kind kind, TreeMap<String, String> before, TreeMap<String, String> after) {
        for (Field field : fields(before, after)) {
            Change change = !before.containsKey(field.name())
                    ? Change.ADDED
                    : after.containsKey(field.name()) ? Change.CHANGED : Change.REMOVED;
            tell(new Difference(platform, kind, change, 0, field.name(), List.of(field)));
        }
    }

    private static List<Field> fields(TreeMap<String, String> before, TreeMap<String, String> after) {
        List<Field> fields = new ArrayList<>();
        for (String name : union(before, after)) {
            String old = before.getOrDefault(name, "");
            String now = after.getOrDefault(name, "");
            if (!old.equals(now) || before.containsKey(name) != after.containsKey(name)) {
                fields.add(new Field(name, old, now));
            }
        }
        return fields;
    }

    /** Layers of the same number are compared; where there are more of them in one image, all files are, too. */
    private void layers(String platform, Image before, Image after) throws IOException {
        int old = before.config().diffIds().size();
        int now = after.config().diffIds().size();
        for (int i = 0; i < Math.max(old, now); i++) {
            if (i >= old || i >= now) {
                Image having = i >= old ? after : before;
                Change change = i >= old ? Change.ADDED : Change.REMOVED;
                tell(new Difference(
                        platform,
                        Kind.LAYER,
                        change,
                        i + 1,
                        having.config().diffIds().get(i).toString(),
                        List.of()));
            } else {
                layer(new Pair(platform, i, before, after), old == now);
            }
        }
        if (old != now) {
            new PathComparison(platform, 0, this::tell)
                    .compare(
                            ImageFiles.of(before, blobs, layers).tree(),
                            ImageFiles.of(after, blobs, layers).tree());
        }
    }

    /** Two layers of one number. */
    private record Pair(String platform, int index, Image before, Image after) {
        DiffId old() {
            return before.config().diffIds().get(index);
        }

        DiffId now() {
            return after.config().diffIds().get(index);
        }

        Descriptor oldBlob() {
            return before.manifest().layers().get(index);
        }

        Descriptor nowBlob() {
            return after.manifest().layers().get(index);
        }

        int number() {
            return index + 1;
        }
    }

    private void layer(Pair pair, boolean byPath) throws IOException {
        if (pair.old().equals(pair.now())) {
            sameContent(pair);
            return;
        }
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("diffID", pair.old().toString(), pair.now().toString()));
        List<Difference> paths = new ArrayList<>();
        boolean differ = byPath
                && new PathComparison(pair.platform, pair.number(), paths::add)
                        .compare(
                                ImageFiles.index(pair.old(), contents, layers),
                                ImageFiles.index(pair.now(), contents, layers));
        if (byPath && !differ) {
            fields.add(new Field("files", "the same", "the same, in another tar"));
        }
        tell(new Difference(
                pair.platform,
                Kind.LAYER,
                Change.CHANGED,
                pair.number(),
                pair.now().toString(),
                fields));
        paths.forEach(this::tell);
    }

    private void sameContent(Pair pair) {
        List<Field> fields = new ArrayList<>();
        if (!pair.oldBlob().digest().equals(pair.nowBlob().digest())) {
            fields.add(new Field("compression", blob(pair.oldBlob()), blob(pair.nowBlob())));
        }
        if (!pair.oldBlob().mediaType().equals(pair.nowBlob().mediaType())) {
            fields.add(new Field(
                    "mediaType",
                    pair.oldBlob().mediaType().value(),
                    pair.nowBlob().mediaType().value()));
        }
        if (!fields.isEmpty()) {
            tell(new Difference(
                    pair.platform,
                    Kind.LAYER,
                    Change.CHANGED,
                    pair.number(),
                    pair.now().toString(),
                    fields));
        }
    }

    private static String blob(Descriptor blob) {
        return "%s, %d bytes".formatted(blob.digest(), blob.sizeBytes());
    }
}
