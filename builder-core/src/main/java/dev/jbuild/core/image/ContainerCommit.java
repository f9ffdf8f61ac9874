package dev.jbuild.core.image;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image from a container: the layers of the image that it ran, and one with what it changed. Thread-safe. */
public final class ContainerCommit {
    private final BlobStore blobs;

    public ContainerCommit(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * What is committed.
     *
     * @param layer of what changed; its tar is in the blob store
     * @param config of the container
     * @param command that ran, for the history
     */
    public record Change(DiffId layer, ContainerConfig config, String command, Instant time) {}

    /**
     * What the container lay on.
     *
     * @param layers the descriptors of its layers, which they keep
     */
    public record Base(ImageConfig config, List<Descriptor> layers) {
        public Base {
            layers = List.copyOf(layers);
        }

        public static Base of(Image image) {
            return new Base(image.config(), image.manifest().layers());
        }
    }

    /** Stores config and manifest of the new image. */
    public Image commit(Base base, Change change) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (Descriptor layer : base.layers()) {
            layers.add(layer.withMediaType(MediaType.ociLayer(layer.mediaType().compression())));
        }
        layers.add(new Descriptor(MediaType.OCI_LAYER, change.layer().digest(), sizeBytes(change.layer())));
        List<DiffId> diffIds = new ArrayList<>(base.config().diffIds());
        diffIds.add(change.layer());
        ImageConfig config = new ImageConfig(
                change.time(),
                base.config().author(),
                base.config().platform(),
                change.config(),
                diffIds,
                history(base, change));
        Descriptor stored = put(MediaType.OCI_CONFIG, OciJson.write(config));
        ImageManifest manifest = new ImageManifest(MediaType.OCI_MANIFEST, stored, layers, Map.of());
        return new Image(put(MediaType.OCI_MANIFEST, OciJson.write(manifest)), manifest, config);
    }

    /** A base without a history, or with too short a one, gets rows for its layers: there is one for each in a valid image. */
    private static List<HistoryEntry> history(Base base, Change change) {
        List<HistoryEntry> rows = new ArrayList<>(base.config().history());
        long told = rows.stream().filter(row -> !row.emptyLayer()).count();
        for (long i = told; i < base.config().diffIds().size(); i++) {
            rows.add(new HistoryEntry(base.config().created(), "", "", "", false));
        }
        rows.add(new HistoryEntry(change.time(), change.command(), base.config().author(), "", false));
        return rows;
    }

    private long sizeBytes(DiffId layer) throws IOException {
        return blobs.sizeBytes(layer.digest())
                .orElseThrow(() -> new IllegalStateException("layer " + layer + " was made and is not stored"));
    }

    private Descriptor put(MediaType type, byte[] document) throws IOException {
        return new Descriptor(type, blobs.put(document), document.length);
    }
}
