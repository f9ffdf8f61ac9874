package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
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
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of an image, all layers merged, with their bytes.
 *
 * @param prefix the directory of the output that they stand in
 */
record ImageTree(Tree tree, LayerContents contents, TreePath prefix) {

    /**
     * The files of each image, in the order of the set. Where they share a directory, a file of two images is an error, as one would hide the
     * other.
     */
    static List<ImageTree> of(ImageSet images, FilesForm form, BlobStore blobs, LayerStore layers) throws IOException {
        List<ImageTree> trees = new ArrayList<>();
        for (Image image : images.images()) {
            trees.add(of(image, form, blobs, layers));
        }
        Map<TreePath, Platform> seen = new HashMap<>();
        for (int i = 0; i < trees.size() && trees.size() > 1; i++) {
            ImageTree files = trees.get(i);
            Platform platform = images.images().get(i).config().platform();
            files.tree.walk(TreePath.ROOT, (path, entry) -> {
                Platform other = entry instanceof TreeEntry.Directory
                        ? null
                        : seen.putIfAbsent(files.prefix.resolve(path), platform);
                if (other != null) {
                    throw inTwo(path, other, platform);
                }
            });
        }
        return trees;
    }

    private static BuildException inTwo(TreePath path, Platform one, Platform two) {
        return BuildException.of(
                        ErrorCode.USAGE,
                        "the file \"%s\" is in the images of %s and of %s, want it in one of them"
                                .formatted(path, one, two))
                .withHint("leave out platform-split=false, and each platform gets a directory of its own");
    }

    /** Reads the indexes of the layers; one that is lost is made again from the layer's bytes. */
    private static ImageTree of(Image image, FilesForm form, BlobStore blobs, LayerStore layers) throws IOException {
        LayerContents contents = new LayerContents(blobs, layers);
        Tree tree = Tree.EMPTY;
        for (DiffId layer : image.config().diffIds()) {
            tree = tree.apply(layer, index(layer, contents, layers));
        }
        return new ImageTree(tree, contents, prefix(form, image.config().platform()));
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
    private static TreePath prefix(FilesForm form, Platform platform) {
        return form.split() == FilesForm.Split.NONE
                ? TreePath.ROOT
                : TreePath.of(platform.toString().replace('/', '_'));
    }
}
