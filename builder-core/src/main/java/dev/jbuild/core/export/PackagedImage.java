package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import java.util.List;

/**
 * An image in the form in which it leaves; all its blobs are in the blob store.
 *
 * @param root the index, or the manifest where one is enough
 * @param images one a platform, at least one
 */
public record PackagedImage(Descriptor root, List<Image> images) {

    public PackagedImage {
        images = List.copyOf(images);
    }

    /** A single image as it is. */
    public static PackagedImage of(Image image) {
        return new PackagedImage(image.descriptor(), List.of(image));
    }

    /** What it goes by: the image ID, or of several images the digest of their index; files have none, and go by the first's. */
    public Digest id() {
        return images.size() > 1 && root.mediaType().isIndex() ? root.digest() : first().id();
    }

    /** The image of the first platform. */
    public Image first() {
        return images.get(0);
    }
}
