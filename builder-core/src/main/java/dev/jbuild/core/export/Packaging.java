package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings what a build made into the form that an output asks for: layers compressed, annotations in their places, and an index around
 * several platforms. The same images always give the same bytes. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">image-spec, index</a>
 */
public final class Packaging {
    private final BlobStore blobs;
    private final ImageRecompression recompression;
    private final Annotations annotations;
    private final ImageForm.Documents documents;

    private Packaging(
            BlobStore blobs, ImageRecompression recompression, Annotations annotations, ImageForm.Documents documents) {
        this.blobs = blobs;
        this.recompression = recompression;
        this.annotations = annotations;
        this.documents = documents;
    }

    /** Images as they are stored. */
    public static Packaging asStored(BlobStore blobs) {
        return new Packaging(blobs, ImageRecompression.NONE, Annotations.NONE, ImageForm.Documents.OCI);
    }

    /** Images in a form of the user's. */
    public static Packaging of(BlobStore blobs, LayerStore layers, ImageForm form, Workers workers) {
        return new Packaging(
                blobs, new LayerRecompression(blobs, layers, form, workers), form.annotations(), form.documents());
    }

    /** Puts what is made anew into the blob store. */
    public PackagedImage apply(ImageSet set) throws IOException {
        List<Image> images = new ArrayList<>();
        for (Image image : set.images()) {
            images.add(recompression.apply(image));
        }
        if (images.size() == 1) {
            checkAnnotations(images.get(0));
            return PackagedImage.of(images.get(0));
        }
        return new PackagedImage(index(images), images);
    }

    private Descriptor index(List<Image> images) throws IOException {
        List<Descriptor> manifests = images.stream()
                .map(image -> image.descriptor().withPlatform(image.config().platform()))
                .toList();
        MediaType type = documents == ImageForm.Documents.OCI ? MediaType.OCI_INDEX : MediaType.DOCKER_INDEX;
        byte[] index = OciJson.write(new ImageIndex(type, manifests, annotations.of(Annotations.Place.INDEX)));
        return new Descriptor(type, blobs.put(index), index.length)
                .withAnnotations(annotations.of(Annotations.Place.INDEX_DESCRIPTOR));
    }

    private void checkAnnotations(Image image) {
        if (annotations.isEmpty()) {
            return;
        }
        for (Annotations.Place place : List.of(Annotations.Place.INDEX, Annotations.Place.INDEX_DESCRIPTOR)) {
            Map<String, String> found = annotations.of(place);
            if (!found.isEmpty()) {
                throw BuildException.of(
                                ErrorCode.USAGE,
                                "annotations of an index (%s): got an image of one platform, %s, which has none"
                                        .formatted(
                                                String.join(", ", found.keySet()),
                                                image.config().platform()))
                        .withHint("annotate the manifest");
            }
        }
    }
}
