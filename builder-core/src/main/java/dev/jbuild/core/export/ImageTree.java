package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The files of an image, all layers merged, with their bytes. */
record ImageTree(Tree tree, LayerContents contents) {

    /** Reads the indexes of the layers; one that is lost is made again from the layer's bytes. */
    static ImageTree of(Image image, BlobStore blobs, LayerStore layers) throws IOException {
        LayerContents contents = new LayerContents(blobs, layers);
        Tree tree = Tree.EMPTY;
        for (DiffId layer : image.config().diffIds()) {
            tree = tree.apply(layer, index(layer, contents, layers));
        }
        return new ImageTree(tree, contents);
    }

    private static LayerIndex index(DiffId layer, LayerContents contents, LayerStore layers) throws IOException {
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

    /** The directory of an output in which the files of a platform stand. */
    static TreePath prefix(FilesForm form, Platform platform) {
        return form.split() == FilesForm.Split.NONE
                ? TreePath.ROOT
                : TreePath.of(platform.toString().replace('/', '_'));
    }
}
