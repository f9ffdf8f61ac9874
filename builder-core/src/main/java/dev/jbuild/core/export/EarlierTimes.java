package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.LayerRewriter;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The option {@code rewrite-timestamp}: an image whose own layers have no file that is later than a time. Layers of a base are what they were,
 * and so is a layer that has no such file. Thread-safe.
 */
final class EarlierTimes {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Instant latest;

    EarlierTimes(BlobStore blobs, LayerStore layers, Instant latest) {
        this.blobs = blobs;
        this.layers = layers;
        this.latest = latest;
    }

    /** Puts what is made anew into the blob store; its layers are not compressed. */
    Image apply(ImageSet.Built built) throws IOException {
        Image image = built.image();
        LayerContents contents = new LayerContents(blobs, layers);
        Map<DiffId, WrittenLayer> made = new HashMap<>();
        for (DiffId layer : image.config().diffIds()) {
            LayerIndex index = ImageFiles.index(layer, contents, layers);
            if (!built.baseLayers().contains(layer) && index.newestMtimeSeconds() > latest.getEpochSecond()) {
                WrittenLayer clamped = new LayerRewriter(blobs, contents).clamp(layer, index, latest.getEpochSecond());
                layers.putIndex(clamped.diffId(), clamped.index());
                made.put(layer, clamped);
            }
        }
        return made.isEmpty() ? image : changed(image, made);
    }

    private Image changed(Image image, Map<DiffId, WrittenLayer> made) throws IOException {
        List<DiffId> diffIds = new ArrayList<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < image.config().diffIds().size(); i++) {
            DiffId before = image.config().diffIds().get(i);
            WrittenLayer after = made.get(before);
            diffIds.add(after == null ? before : after.diffId());
            descriptors.add(
                    after == null
                            ? image.manifest().layers().get(i)
                            : new Descriptor(MediaType.OCI_LAYER, after.diffId().digest(), after.sizeBytes()));
        }
        ImageConfig before = image.config();
        ImageConfig config = new ImageConfig(
                before.created(), before.author(), before.platform(), before.config(), diffIds, before.history());
        byte[] bytes = OciJson.write(config);
        ImageManifest manifest = new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, blobs.put(bytes), bytes.length),
                descriptors,
                image.manifest().annotations());
        byte[] document = OciJson.write(manifest);
        return new Image(
                new Descriptor(MediaType.OCI_MANIFEST, blobs.put(document), document.length), manifest, config);
    }
}
