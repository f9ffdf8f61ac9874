package dev.jbuild.core.image;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Reads images whose documents are in the blob store. Thread-safe. */
public final class ImageReader {
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it

    private final BlobStore blobs;

    public ImageReader(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** The image that a manifest describes, or of an index's images the one for a platform. */
    public Image read(Descriptor descriptor, Platform platform) throws IOException {
        return read(descriptor, platform, 0);
    }

    private Image read(Descriptor descriptor, Platform platform, int depth) throws IOException {
        ImageGraph.boundDepth(depth);
        byte[] bytes = document(descriptor);
        if (!OciJsonReader.mediaType(bytes).isIndex()) {
            ImageManifest manifest = OciJsonReader.readManifest(bytes);
            ImageConfig config = OciJsonReader.readConfig(document(manifest.config()));
            if (manifest.layers().size() != config.diffIds().size()) {
                throw new OciFormatException("got an image of %d layers and %d diffIDs"
                        .formatted(manifest.layers().size(), config.diffIds().size()));
            }
            return new Image(descriptor, manifest, config);
        }
        return read(choose(OciJsonReader.readIndex(bytes), platform), platform, depth + 1);
    }

    /** All that an image or index names, as far as its documents are in the store. */
    public ImageGraph graph(Descriptor root) throws IOException {
        return ImageGraph.of(
                root,
                descriptor ->
                        blobs.contains(descriptor.digest()) ? Optional.of(document(descriptor)) : Optional.empty());
    }

    /** A manifest by its digest. */
    public ImageManifest manifest(Digest digest) throws IOException {
        return OciJsonReader.readManifest(document(new Descriptor(MediaType.OCI_MANIFEST, digest, 0)));
    }

    /** The manifest of an index for a platform, which may be one more index; the only one, when nothing says what it is for. */
    public static Descriptor choose(ImageIndex index, Platform platform) {
        Optional<Descriptor> nearest = nearest(index.manifests(), platform);
        if (nearest.isPresent()) {
            return nearest.get();
        }
        if (index.manifests().size() == 1
                && index.manifests().get(0).platformIfAny().isEmpty()) {
            return index.manifests().get(0);
        }
        List<String> has = index.manifests().stream()
                .flatMap(manifest -> manifest.platformIfAny().stream())
                .map(Platform::toString)
                .toList();
        throw BuildException.of(
                ErrorCode.IMAGE_UNKNOWN, "the image has no platform %s: got %s".formatted(platform, has));
    }

    /** Of several the one that is nearest to a platform, and of equals the first; empty when none is for it. */
    public static Optional<Descriptor> nearest(List<Descriptor> manifests, Platform platform) {
        Descriptor nearest = null;
        int least = Integer.MAX_VALUE;
        for (Descriptor manifest : manifests) {
            int distance = manifest.platformIfAny().isPresent() ? platform.distance(manifest.platform()) : -1;
            if (distance >= 0 && distance < least) {
                nearest = manifest;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private byte[] document(Descriptor descriptor) throws IOException {
        if (descriptor.sizeBytes() > MAX_DOCUMENT_BYTES) {
            throw new OciFormatException(
                    "got a document of %d bytes, the most is %d".formatted(descriptor.sizeBytes(), MAX_DOCUMENT_BYTES));
        }
        try (InputStream in = blobs.open(descriptor.digest())) {
            byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
            if (bytes.length > MAX_DOCUMENT_BYTES) {
                throw new OciFormatException("got a document of more than %d bytes".formatted(MAX_DOCUMENT_BYTES));
            }
            return bytes;
        }
    }
}
