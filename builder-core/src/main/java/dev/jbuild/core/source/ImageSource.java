package dev.jbuild.core.source;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.util.List;

/** Port: base images by reference, from the local store or a registry. Thread-safe. */
public interface ImageSource {

    /**
     * Finds the manifest and config of an image for a platform; fetches no layer. An unknown reference is a BuildException
     * IMAGE_UNKNOWN, an index that lacks the platform too, with the platforms that it has. What a registry has without an index is
     * what it is: its config says for which platform.
     */
    ResolvedImage resolve(ImageReference reference, Platform platform) throws IOException;

    /** The same where nobody asks for the platform: an image that is here, for another one, is the one that is meant. */
    default ResolvedImage resolveAny(ImageReference reference, Platform usual) throws IOException {
        return resolve(reference, usual);
    }

    /**
     * Makes sure that the layers of an image are indexed and their bytes obtainable, fetching what is missing.
     *
     * @return the indexes, bottom first
     */
    List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException;

    /** The same, telling how transfers get on; what fetches nothing tells nothing. */
    default List<LayerIndex> fetchLayers(ResolvedImage image, TransferListener transfers) throws IOException {
        return fetchLayers(image);
    }

    /**
     * An image that was found.
     *
     * @param manifestDescriptor of the single-platform manifest
     */
    record ResolvedImage(
            ImageReference reference, Descriptor manifestDescriptor, ImageManifest manifest, ImageConfig config) {

        /** The layers, bottom first. */
        public List<DiffId> diffIds() {
            return config.diffIds();
        }
    }
}
