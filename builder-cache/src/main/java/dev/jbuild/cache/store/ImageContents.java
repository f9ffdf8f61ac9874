package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that images name: their documents and layers as blobs, and their layers by diffID. What is missing or broken names
 * nothing. Used by one thread.
 */
public final class ImageContents {
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB

    private final Disk disk;
    private final StorePaths paths;
    private final Set<Digest> blobs = new LinkedHashSet<>();
    private final Set<Digest> configs = new LinkedHashSet<>();
    private final Set<DiffId> layers = new LinkedHashSet<>();

    public ImageContents(Disk disk, StorePaths paths) {
        this.disk = disk;
        this.paths = paths;
    }

    /** The blobs, manifests and configs among them; not all need be here. */
    public Set<Digest> blobs() {
        return blobs;
    }

    /** The blobs among them that are configs of the manifests that are here. */
    public Set<Digest> configs() {
        return configs;
    }

    public Set<DiffId> layers() {
        return layers;
    }

    /** Whether the bytes of one of the layers are in the store, as a tar or in a blob that the images name. */
    public boolean isHere(DiffId layer) throws IOException {
        if (disk.stat(paths.blob(layer.digest())).isPresent()) {
            return true;
        }
        for (Digest blob : LayerLists.blobs(disk, paths, layer.digest())) {
            if (disk.stat(paths.blob(blob)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes of a layer have been read here once: then its index is there. */
    public boolean wasHere(DiffId layer) throws IOException {
        return disk.stat(paths.layer(layer.digest()).resolve(LayerFiles.INDEX)).isPresent();
    }

    /** Adds what an image or an index of images names, itself first. */
    public void add(Descriptor image) throws IOException {
        for (ImageManifest manifest : addBlobs(image)) {
            addLayers(manifest);
        }
    }

    /** The same, without the layers by diffID: no config is read. Answers the manifests of images. */
    List<ImageManifest> addBlobs(Descriptor image) throws IOException {
        List<ImageManifest> manifests = new ArrayList<>();
        addBlobs(image, manifests);
        return manifests;
    }

    private void addBlobs(Descriptor image, List<ImageManifest> manifests) throws IOException {
        if (!blobs.add(image.digest())) {
            return; // seen; so a loop of indexes ends
        }
        Optional<byte[]> document = document(image.digest());
        if (document.isEmpty()) {
            return;
        }
        try {
            if (OciJsonReader.mediaType(document.get()).isIndex()) {
                for (Descriptor manifest :
                        OciJsonReader.readIndex(document.get()).manifests()) {
                    addBlobs(manifest, manifests);
                }
            } else {
                ImageManifest manifest = OciJsonReader.readManifest(document.get());
                manifest.layers().forEach(layer -> blobs.add(layer.digest()));
                blobs.add(manifest.config().digest());
                configs.add(manifest.config().digest());
                manifests.add(manifest);
            }
        } catch (OciFormatException e) {
            // Not an image; its one blob is all that it names.
        }
    }

    private void addLayers(ImageManifest manifest) throws IOException {
        Optional<byte[]> config = document(manifest.config().digest());
        if (config.isPresent()) {
            try {
                layers.addAll(OciJsonReader.readConfig(config.get()).diffIds());
            } catch (OciFormatException e) {
                // Not the config of an image: it names no layers.
            }
        }
    }

    private Optional<byte[]> document(Digest digest) throws IOException {
        try (InputStream in = disk.open(paths.blob(digest))) {
            byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
            return bytes.length > MAX_DOCUMENT_BYTES ? Optional.empty() : Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
