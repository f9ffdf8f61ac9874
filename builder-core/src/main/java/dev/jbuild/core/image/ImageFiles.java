package dev.jbuild.core.image;

import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The files of an image, all layers merged, with their bytes. */
public record ImageFiles(Tree tree, LayerContents contents) {

    /** Reads the indexes of the layers; one that is lost is made again from the layer's bytes. */
    public static ImageFiles of(Image image, BlobStore blobs, LayerStore layers) throws IOException {
        LayerContents contents = new LayerContents(blobs, layers);
        Tree tree = Tree.EMPTY;
        for (DiffId layer : image.config().diffIds()) {
            tree = tree.apply(layer, index(layer, contents, layers));
        }
        return new ImageFiles(tree, contents);
    }

    /** The index of one layer. */
    public static LayerIndex index(DiffId layer, LayerContents contents, LayerStore layers) throws IOException {
        Optional<LayerIndex> known = layers.index(layer);
        if (known.isPresent()) {
            return known.get();
        }
        try (InputStream tar = contents.streamTar(layer)) {
            ReadLayer read = LayerReader.readLayer(tar, layer, TarLimits.DEFAULT);
            layers.putIndex(layer, read.index());
            return read.index();
        }
    }
}
