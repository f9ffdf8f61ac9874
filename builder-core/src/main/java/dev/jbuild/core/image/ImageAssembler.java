package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts config and manifest around layers and stores both. Own layers are named by their uncompressed tar, layers of a base keep
 * their descriptor. The same assembly always gives the same bytes. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">image-spec, config</a>
 */
public final class ImageAssembler {
    private static final String COMMENT = "jbuild.dockerfile.v0";

    private final BlobStore blobs;

    public ImageAssembler(BlobStore blobs) {
        this.blobs = blobs;
    }

    public Image assemble(Assembly assembly) throws IOException {
        ImageConfig config = config(assembly);
        Descriptor configBlob = put(MediaType.OCI_CONFIG, OciJson.write(config));
        List<Descriptor> layers = new ArrayList<>();
        for (DiffId layer : assembly.layers()) {
            layers.add(layer(layer, assembly.baseLayers()));
        }
        ImageManifest manifest = new ImageManifest(MediaType.OCI_MANIFEST, configBlob, layers, Map.of());
        return new Image(put(MediaType.OCI_MANIFEST, OciJson.write(manifest)), manifest, config);
    }

    private Descriptor put(MediaType type, byte[] document) throws IOException {
        Digest digest = blobs.put(document);
        return new Descriptor(type, digest, document.length);
    }

    private Descriptor layer(DiffId layer, Map<DiffId, Descriptor> baseLayers) throws IOException {
        Descriptor known = baseLayers.get(layer);
        if (known != null) {
            return known.withMediaType(MediaType.ociLayer(known.mediaType().compression()));
        }
        long size = blobs.sizeBytes(layer.digest())
                .orElseThrow(() -> new IllegalStateException("layer " + layer + " was made and is not stored"));
        return new Descriptor(MediaType.OCI_LAYER, layer.digest(), size);
    }

    private static ImageConfig config(Assembly assembly) {
        PlannedImage image = assembly.image();
        List<HistoryEntry> history = new ArrayList<>();
        Instant latest = null;
        for (PlannedImage.Row row : image.history()) {
            HistoryEntry entry = entry(row, assembly, latest);
            latest = newest(latest, entry.created());
            history.add(entry);
        }
        return new ImageConfig(
                created(assembly, latest),
                image.author(),
                image.platform(),
                image.config(),
                assembly.layers(),
                history);
    }

    private static @Nullable Instant created(Assembly assembly, @Nullable Instant newest) {
        return assembly.sourceDateEpoch() != null ? assembly.sourceDateEpoch() : newest;
    }

    private static HistoryEntry entry(PlannedImage.Row row, Assembly assembly, @Nullable Instant latest) {
        if (row instanceof PlannedImage.Row.Inherited inherited) {
            return inherited.entry();
        }
        Instant before = latest == null ? Instant.EPOCH : latest;
        if (row instanceof PlannedImage.Row.Step step) {
            Assembly.StepLayer made = assembly.steps().get(step.vertex());
            if (made == null) {
                throw new IllegalStateException("vertex " + step.vertex().index() + " has no result");
            }
            return own(assembly, newest(before, made.time()), step.createdBy(), made.layer() == null);
        }
        return own(assembly, before, ((PlannedImage.Row.ConfigOnly) row).createdBy(), true);
    }

    private static HistoryEntry own(Assembly assembly, @Nullable Instant time, String createdBy, boolean empty) {
        Instant shown = assembly.sourceDateEpoch() != null ? assembly.sourceDateEpoch() : time;
        return new HistoryEntry(shown, createdBy, assembly.image().author(), COMMENT, empty);
    }

    private static @Nullable Instant newest(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }
}
