package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.ChainId;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Images of the store with the platforms that they are for: what of each is here, and what it takes. Used by one thread. */
final class ImageTree {
    private static final String UNNAMED = "<untagged>";

    private final BuildStore store;
    private final ImageReader reader;
    private final Table table = new Table("IMAGE", "ID", "DISK USAGE", "CONTENT SIZE");

    ImageTree(BuildStore store) {
        this.store = store;
        this.reader = new ImageReader(store.blobs());
    }

    /**
     * The image for one platform.
     *
     * @param content the blobs that it is made of
     * @param all these, and its layers in other compressions
     * @param forms the names that directory forms of its layers go by
     */
    private record Variant(String platform, String id, Set<Digest> content, Set<Digest> all, Set<Digest> forms) {}

    void print(List<StoredImages.Found> images, Console console) throws IOException {
        for (StoredImages.Found found : images) {
            add(found);
        }
        table.print(console.out());
    }

    private void add(StoredImages.Found found) throws IOException {
        ImageGraph graph = reader.graph(found.row().manifest());
        List<Variant> variants = new ArrayList<>();
        Set<Digest> content = new HashSet<>();
        Set<Digest> all = new HashSet<>();
        Set<Digest> forms = new HashSet<>();
        for (ImageGraph.Document document : graph.documents()) {
            content.add(document.descriptor().digest());
            all.add(document.descriptor().digest());
            if (isImage(document.descriptor()) && !document.blobs().isEmpty()) {
                Variant variant = variant(document);
                content.addAll(variant.content);
                all.addAll(variant.all);
                forms.addAll(variant.forms);
                variants.add(variant);
            }
        }
        for (Descriptor absent : graph.missing()) {
            if (isImage(absent)) {
                variants.add(new Variant(platform(absent), absent.digest().shortHex(), Set.of(), Set.of(), Set.of()));
            }
        }
        String name = found.row().reference().map(ImageReference::familiar).orElse(UNNAMED);
        String id = found.row().manifest().mediaType().isIndex()
                ? found.row().manifest().digest().shortHex()
                : found.image().id().shortHex();
        table.add(name, id, Humane.size(blobBytes(all) + formBytes(forms)), Humane.size(blobBytes(content)));
        for (int i = 0; i < variants.size(); i++) {
            Variant variant = variants.get(i);
            String branch = i + 1 < variants.size() ? "├─ " : "└─ ";
            table.add(
                    branch + variant.platform,
                    variant.id,
                    Humane.size(blobBytes(variant.all) + formBytes(variant.forms)),
                    Humane.size(blobBytes(variant.content)));
        }
    }

    /** Attestations are for no platform. */
    /** Whether it is no attestation. */
    static boolean isImage(Descriptor descriptor) {
        return !platform(descriptor).startsWith("unknown");
    }

    private static String platform(Descriptor descriptor) {
        return descriptor.platformIfAny().map(Platform::toString).orElse("");
    }

    private Variant variant(ImageGraph.Document document) throws IOException {
        List<Descriptor> blobs = document.blobs();
        Descriptor configBlob = blobs.get(blobs.size() - 1);
        ImageConfig config;
        try (InputStream in = store.blobs().open(configBlob.digest())) {
            config = OciJsonReader.readConfig(in.readAllBytes());
        }
        Set<Digest> content = new HashSet<>();
        content.add(document.descriptor().digest());
        blobs.forEach(blob -> content.add(blob.digest()));
        Set<Digest> all = new HashSet<>(content);
        Set<Digest> forms = new HashSet<>();
        Optional<ChainId> chain = Optional.empty();
        for (DiffId layer : config.diffIds()) {
            all.add(layer.digest());
            forms.add(layer.digest());
            ChainId above = chain.map(below -> below.append(layer)).orElseGet(() -> new ChainId(layer.digest()));
            forms.add(above.digest());
            chain = Optional.of(above);
            for (LayerStore.CompressedLayer form : store.layers().blobs(layer)) {
                all.add(form.descriptor().digest());
            }
        }
        return new Variant(config.platform().toString(), configBlob.digest().shortHex(), content, all, forms);
    }

    /** Of those that are here. */
    private long blobBytes(Set<Digest> blobs) throws IOException {
        long bytes = 0;
        for (Digest blob : blobs) {
            bytes += store.blobs().sizeBytes(blob).orElse(0);
        }
        return bytes;
    }

    private long formBytes(Set<Digest> layers) throws IOException {
        long bytes = 0;
        for (Digest layer : layers) {
            bytes += store.layers().directoryBytes(layer);
        }
        return bytes;
    }
}
