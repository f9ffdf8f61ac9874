package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings what a build made into the form that an output asks for: layers compressed, times and annotations in their places, and an
 * index around several platforms and what is claimed of them. The same images always give the same bytes. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">image-spec, index</a>
 */
public final class Packaging {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final ImageForm form;
    private final ImageRecompression recompression;

    private Packaging(BlobStore blobs, LayerStore layers, ImageForm form, ImageRecompression recompression) {
        this.blobs = blobs;
        this.layers = layers;
        this.form = form;
        this.recompression = recompression;
    }

    /** Images as they are stored. */
    public static Packaging asStored(BlobStore blobs, LayerStore layers) {
        return of(blobs, layers, ImageForm.AS_STORED, Workers.ALONE);
    }

    /** Images in a form of the user's. */
    public static Packaging of(BlobStore blobs, LayerStore layers, ImageForm form, Workers workers) {
        return new Packaging(
                blobs,
                layers,
                form,
                form.equals(ImageForm.AS_STORED)
                        ? ImageRecompression.NONE
                        : new LayerRecompression(blobs, layers, form, workers));
    }

    /**
     * Puts what is made anew into the blob store.
     *
     * @param names by which attestations call the images
     */
    public PackagedImage apply(ImageSet set, List<ImageReference> names) throws IOException {
        if (!form.annotations().isEmpty()) {
            form.annotations().checkPlatforms(set.images());
        }
        List<Image> images = new ArrayList<>();
        for (ImageSet.Built built : set.built()) {
            images.add(recompression.apply(dated(built)));
        }
        if (!set.isIndexed()) {
            checkAnnotations(images.get(0));
            return PackagedImage.of(images.get(0));
        }
        List<Descriptor> manifests = new ArrayList<>();
        images.forEach(image ->
                manifests.add(image.descriptor().withPlatform(image.config().platform())));
        manifests.addAll(attestations(set, images, names));
        return new PackagedImage(index(manifests), images);
    }

    private Image dated(ImageSet.Built built) throws IOException {
        return form.latest() == null ? built.image() : new EarlierTimes(blobs, layers, form.latest()).apply(built);
    }

    private List<Descriptor> attestations(ImageSet set, List<Image> images, List<ImageReference> names)
            throws IOException {
        if (set.isAttested() && form.documents() == ImageForm.Documents.DOCKER) {
            throw BuildException.of(
                            ErrorCode.USAGE, "Docker's manifest lists have no attestations: got oci-mediatypes=false")
                    .withHint("leave out oci-mediatypes=false, or --provenance and --sbom");
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            List<Attestation> claims = set.built().get(i).attestations();
            if (!claims.isEmpty()) {
                manifests.add(new AttestationManifest(blobs, form.attached()).put(images.get(i), names, claims));
            }
        }
        return manifests;
    }

    private Descriptor index(List<Descriptor> manifests) throws IOException {
        MediaType type = form.documents() == ImageForm.Documents.OCI ? MediaType.OCI_INDEX : MediaType.DOCKER_INDEX;
        byte[] index =
                OciJson.write(new ImageIndex(type, manifests, form.annotations().of(Annotations.Place.INDEX)));
        return new Descriptor(type, blobs.put(index), index.length)
                .withAnnotations(form.annotations().of(Annotations.Place.INDEX_DESCRIPTOR));
    }

    private void checkAnnotations(Image image) {
        if (form.annotations().isEmpty()) {
            return;
        }
        for (Annotations.Place place : List.of(Annotations.Place.INDEX, Annotations.Place.INDEX_DESCRIPTOR)) {
            Map<String, String> found = form.annotations().of(place);
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
