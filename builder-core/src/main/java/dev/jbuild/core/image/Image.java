package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import java.util.Objects;

/** An image of one platform whose manifest and config are in the blob store: what the exporters take. */
public record Image(Descriptor descriptor, ImageManifest manifest, ImageConfig config) {

    public Image {
        Objects.requireNonNull(descriptor, "descriptor");
        if (manifest.layers().size() != config.diffIds().size()) {
            throw new IllegalArgumentException("got %d layers and %d diffIDs"
                    .formatted(manifest.layers().size(), config.diffIds().size()));
        }
    }

    /** The image ID: the digest of the config. */
    public Digest id() {
        return manifest.config().digest();
    }
}
