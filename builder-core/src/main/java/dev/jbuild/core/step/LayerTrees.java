package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The merged trees of stacks of layers, each made once a build from the indexes in the store. An index that is lost is made again from
 * the layer's bytes. Thread-safe.
 */
final class LayerTrees {
    private final BuildStore store;
    private final ConcurrentMap<LayerStack, Tree> trees = new ConcurrentHashMap<>();
    private final ConcurrentMap<DiffId, LayerIndex> indexes = new ConcurrentHashMap<>();

    LayerTrees(BuildStore store) {
        this.store = store;
    }

    /** The tree of a chain, bottom first. */
    Tree of(List<DiffId> layers) throws IOException {
        LayerStack chain = LayerStack.of(layers);
        int known = chain.size();
        Tree tree = null;
        while (tree == null && known > 0) { // from the top: most often all but the last layer was there before
            tree = trees.get(chain.lowest(known));
            known -= tree == null ? 1 : 0;
        }
        tree = tree == null ? Tree.EMPTY : tree;
        for (int i = known; i < chain.size(); i++) {
            tree = tree.apply(chain.get(i), index(chain.get(i)));
            trees.putIfAbsent(chain.lowest(i + 1), tree);
        }
        return tree;
    }

    /** The index of a layer. */
    LayerIndex index(DiffId layer) throws IOException {
        LayerIndex known = indexes.get(layer);
        if (known != null) {
            return known;
        }
        Optional<LayerIndex> stored = store.layers().index(layer);
        LayerIndex index = stored.isPresent() ? stored.get() : indexAgain(layer);
        indexes.put(layer, index);
        return index;
    }

    /** An index of a layer that is not in the store yet, under its working name. */
    void keepWorking(DiffId working, LayerIndex index) {
        indexes.put(working, index);
    }

    /** An index that was just made, so that it is not read back. */
    void keep(DiffId layer, LayerIndex index) throws IOException {
        if (!indexes.containsKey(layer)) { // else a step before made the same: often nothing at all
            store.layers().putIndex(layer, index);
            indexes.put(layer, index);
        }
    }

    private LayerIndex indexAgain(DiffId layer) throws IOException {
        try (InputStream bytes = open(layer)) {
            ReadLayer read = LayerReader.readLayer(bytes, layer, TarLimits.DEFAULT);
            store.layers().putIndex(layer, read.index());
            return read.index();
        }
    }

    private InputStream open(DiffId layer) throws IOException {
        if (store.blobs().contains(layer.digest())) {
            return store.blobs().open(layer.digest());
        }
        for (LayerStore.CompressedLayer blob : store.layers().blobs(layer)) {
            Descriptor descriptor = blob.descriptor();
            if (store.blobs().contains(descriptor.digest())) {
                return store.blobs().open(descriptor.digest());
            }
        }
        throw lost(layer.digest());
    }

    static BuildException lost(Digest layer) {
        return BuildException.of(ErrorCode.STORE_DAMAGED, "layer " + layer.shortHex() + " is no longer in the store")
                .withHint("build again; what is missing is made or fetched then");
    }
}
