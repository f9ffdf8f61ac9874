package dev.jbuild.cache.image;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.LayerAdmission;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.ImageStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Base images that the store has: by reference, or by digest under any name. Touches no network. Thread-safe. */
public final class StoredImageSource implements ImageSource {
    private final ImageStore images;
    private final BlobStore blobs;
    private final LayerStore layers;

    public StoredImageSource(ImageStore images, BlobStore blobs, LayerStore layers) {
        this.images = images;
        this.blobs = blobs;
        this.layers = layers;
    }

    @Override
    public ResolvedImage resolve(ImageReference reference, Platform platform) throws IOException {
        return resolve(reference, manifest(reference).orElseThrow(() -> unknown(reference)), platform);
    }

    private ResolvedImage resolve(ImageReference reference, Descriptor manifest, Platform platform) throws IOException {
        Image image = read(reference, manifest, platform);
        if (!platform.accepts(image.config().platform())) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the image \"%s\" is for another platform: got %s, want %s"
                                    .formatted(
                                            reference.familiar(), image.config().platform(), platform))
                    .withHint("name the platform that you have by --platform, or pull the other one");
        }
        return new ResolvedImage(reference, image.descriptor(), image.manifest(), image.config());
    }

    @Override
    public ResolvedImage resolveAny(ImageReference reference, Platform usual) throws IOException {
        Optional<ResolvedImage> here = findAny(reference, usual);
        return here.isPresent() ? here.get() : resolve(reference, usual);
    }

    /** The image that the store has under a reference for a platform; empty when it has none, or only others. */
    public Optional<ResolvedImage> find(ImageReference reference, Platform platform) throws IOException {
        Optional<Descriptor> manifest = manifest(reference);
        return manifest.isEmpty() ? Optional.empty() : find(reference, manifest.get(), platform);
    }

    /** The same, or the one image that the store has under the reference, whatever it is for. */
    public Optional<ResolvedImage> findAny(ImageReference reference, Platform usual) throws IOException {
        Optional<Descriptor> manifest = manifest(reference);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        Optional<ResolvedImage> found = find(reference, manifest.get(), usual);
        Optional<Platform> other = found.isPresent() ? Optional.empty() : only(manifest.get());
        return other.isPresent() ? find(reference, manifest.get(), other.get()) : found;
    }

    /** What an image is for that is no index, and here. */
    private Optional<Platform> only(Descriptor manifest) throws IOException {
        if (manifest.mediaType().isIndex()) {
            return Optional.empty();
        }
        try {
            Image image = new ImageReader(blobs).read(manifest, Platform.host());
            return image.descriptor().digest().equals(manifest.digest())
                    ? Optional.of(image.config().platform())
                    : Optional.empty();
        } catch (NoSuchFileException | DamagedBlobException | OciFormatException e) {
            return Optional.empty(); // which whoever needs it will say
        }
    }

    private Optional<ResolvedImage> find(ImageReference reference, Descriptor manifest, Platform platform)
            throws IOException {
        try {
            return Optional.of(resolve(reference, manifest, platform));
        } catch (BuildException e) {
            if (e.code() == ErrorCode.IMAGE_UNKNOWN || e.code() == ErrorCode.IMAGE_INVALID) {
                return Optional.empty(); // what is missing or broken here can be fetched
            }
            throw e;
        }
    }

    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException {
        try {
            for (int i = 0; i < image.diffIds().size(); i++) {
                requireBytes(image.diffIds().get(i), image.manifest().layers().get(i));
            }
            return new LayerAdmission(blobs, layers, "stored")
                    .admit(image.diffIds(), image.manifest().layers());
        } catch (NoSuchFileException | DamagedBlobException | InvalidArchiveException e) {
            throw broken(image.reference(), e);
        }
    }

    /** By the reference; by a digest also what no reference names, as the images of an index. */
    private Optional<Descriptor> manifest(ImageReference reference) throws IOException {
        Optional<StoredImage> stored = images.find(reference);
        if (stored.isPresent() || reference.digestIfAny().isEmpty()) {
            return stored.map(StoredImage::manifest);
        }
        Digest digest = reference.digestIfAny().get();
        OptionalLong sizeBytes = blobs.sizeBytes(digest);
        return sizeBytes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Descriptor(MediaType.OCI_MANIFEST, digest, sizeBytes.getAsLong()));
    }

    private Image read(ImageReference reference, Descriptor manifest, Platform platform) throws IOException {
        try {
            return new ImageReader(blobs).read(manifest, platform);
        } catch (NoSuchFileException | DamagedBlobException | OciFormatException e) {
            throw broken(reference, e);
        }
    }

    private void requireBytes(DiffId layer, Descriptor named) throws IOException {
        if (blobs.contains(layer.digest()) || blobs.contains(named.digest())) {
            return;
        }
        for (CompressedLayer blob : layers.blobs(layer)) {
            if (blobs.contains(blob.descriptor().digest())) {
                return;
            }
        }
        throw new NoSuchFileException("layer " + named.digest());
    }

    private BuildException unknown(ImageReference reference) {
        return BuildException.of(
                        ErrorCode.IMAGE_UNKNOWN,
                        "unknown image \"%s\": the store does not have it%s"
                                .formatted(reference.familiar(), suggestion(reference)))
                .withHint("see what there is with jbuild images, or load one with jbuild load or jbuild import");
    }

    /** What the store has in place of an image that cannot be had: the same for another platform, or one of nearly this name. */
    String instead(ImageReference reference) {
        try {
            Optional<Descriptor> manifest = manifest(reference);
            Optional<Platform> other = manifest.isEmpty() ? Optional.empty() : only(manifest.get());
            return other.isPresent() ? "; the store has it for " + other.get() + " only" : suggestion(reference);
        } catch (IOException e) {
            return ""; // there is a failure to report already
        }
    }

    /** {@code  (did you mean "x"?)} when the store has an image of nearly this name, else nothing. */
    private String suggestion(ImageReference reference) {
        try {
            List<String> known = images.list().stream()
                    .flatMap(image -> image.reference().stream())
                    .map(ImageReference::familiar)
                    .filter(name -> !name.equals(reference.familiar()))
                    .toList();
            return NearNames.suggestion(reference.familiar(), known);
        } catch (IOException e) {
            return ""; // there is a failure to report already; near names are a courtesy
        }
    }

    private static BuildException broken(ImageReference reference, IOException cause) {
        return BuildException.of(
                        ErrorCode.IMAGE_INVALID,
                        "the image \"%s\" in the store is not whole: %s"
                                .formatted(reference.familiar(), cause.getMessage()))
                .withHint("remove it with jbuild rmi and load, import or build it again")
                .withCause(cause);
    }
}
