package dev.jbuild.core.image;

import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TrackedInput;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the layers of an image that came from elsewhere into the layer store: reads each once, verifies and indexes it. */
public final class LayerAdmission {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final String recipe;

    /** @param recipe what is remembered of where the blobs came from */
    public LayerAdmission(BlobStore blobs, LayerStore layers, String recipe) {
        this.blobs = blobs;
        this.layers = layers;
        this.recipe = recipe;
    }

    /**
     * Admits a whole chain, bottom first; each blob whose layer has no index yet must be in the blob store.
     *
     * @return the indexes, bottom first
     */
    public List<LayerIndex> admit(List<DiffId> diffIds, List<Descriptor> descriptors) throws IOException {
        List<LayerIndex> below = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            LayerIndex index = admit(diffIds.get(i), descriptors.get(i));
            if (index.hasLinksBelow()) {
                LayerReader.checkLinks(index, merged(diffIds, below));
            }
            below.add(index);
        }
        return below;
    }

    private LayerIndex admit(DiffId diffId, Descriptor descriptor) throws IOException {
        Optional<LayerIndex> known = layers.index(diffId);
        LayerIndex index = known.isPresent() ? known.get() : read(diffId, descriptor);
        CompressedLayer blob = new CompressedLayer(descriptor, recipe);
        if (descriptor.digest().equals(diffId.digest())) {
            return index;
        }
        if (known.isPresent()) {
            layers.putClaimedBlob(diffId, blob);
        } else {
            layers.putBlob(diffId, blob.wasRead());
        }
        return index;
    }

    private LayerIndex read(DiffId diffId, Descriptor descriptor) throws IOException {
        try (TrackedInput blob = new TrackedInput(blobs.open(descriptor.digest()))) {
            ReadLayer layer = blob.reading(() -> LayerReader.readLayer(blob, diffId, TarLimits.DEFAULT));
            layers.putIndex(diffId, layer.index());
            return layer.index();
        } catch (InvalidArchiveException e) {
            throw new InvalidArchiveException("layer " + descriptor.digest().shortHex() + ": " + e.getMessage(), e);
        }
    }

    private static Tree merged(List<DiffId> diffIds, List<LayerIndex> indexes) {
        Tree tree = Tree.EMPTY;
        for (int i = 0; i < indexes.size(); i++) {
            tree = tree.apply(diffIds.get(i), indexes.get(i));
        }
        return tree;
    }
}
