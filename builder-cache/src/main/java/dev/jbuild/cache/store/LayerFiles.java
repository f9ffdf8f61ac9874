package dev.jbuild.cache.store;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Where the parts of a layer lie. */
record LayerFiles(BuildSpace space) {
    static final String BLOBS = "blobs";
    static final String INDEX = "index";
    private static final String FORM_PREFIX = "lower-";

    Path index(DiffId layer) {
        return space.paths().layer(layer.digest()).resolve(INDEX);
    }

    /** The list of blobs that hold the layer. */
    Path blobs(DiffId layer) {
        return space.paths().layer(layer.digest()).resolve(BLOBS);
    }

    /** A directory form with what belongs to it; the form's own root is in it. */
    Path form(Digest layerOrChain, String tag) {
        return space.paths().layer(layerOrChain).resolve(FORM_PREFIX + tag);
    }

    /** All directory forms of a layer that are here. */
    List<Path> forms(Digest layerOrChain) throws IOException {
        List<Path> forms = new ArrayList<>();
        for (Path part : space.disk().list(space.paths().layer(layerOrChain))) {
            if (part.getFileName().toString().startsWith(FORM_PREFIX)) {
                forms.add(part);
            }
        }
        return forms;
    }

    /** The files that must be durable before something may name these layers. */
    Collection<Path> of(List<DiffId> layers) throws IOException {
        List<Path> files = new ArrayList<>();
        for (DiffId layer : layers) {
            files.add(index(layer));
            files.add(blobs(layer));
            files.add(space.paths().blob(layer.digest()));
            for (CompressedLayer blob :
                    BlobListCodec.read(space.disk(), blobs(layer)).blobs()) {
                files.add(space.paths().blob(blob.descriptor().digest()));
            }
        }
        return files;
    }
}
