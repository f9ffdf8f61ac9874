package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The repositories that may have a blob, going by the references of the store: those of which an image is here that has it, in any of
 * its compressions. A guess that is wrong costs one question. Thread-safe.
 */
final class StoredRepositories {
    private final BuildStore store;
    private Map<Digest, Set<ImageReference>> known = Map.of();
    private boolean read;

    StoredRepositories(BuildStore store) {
        this.store = store;
    }

    /** References of images that have a blob, those of one registry. */
    List<ImageReference> having(Digest blob, String registry) throws IOException {
        return having(blob).stream()
                .filter(reference -> reference.registry().equals(registry))
                .toList();
    }

    /**
     * References of images that have a blob. Those with the shortest history come first: an image that was built here has the layers of
     * its base and has mostly never been in the repository that it is named for, while the base has come from its own.
     */
    synchronized List<ImageReference> having(Digest blob) throws IOException {
        if (!read) {
            known = new HashMap<>();
            List<StoredImage> images = new ArrayList<>(store.images().list());
            Map<Descriptor, Integer> histories = new HashMap<>();
            images.forEach(image -> histories.computeIfAbsent(image.manifest(), this::historyLength));
            images.sort(Comparator.comparing(image -> histories.get(image.manifest())));
            for (StoredImage image : images) {
                if (image.reference().isPresent()) {
                    add(image.reference().get(), image.manifest());
                }
            }
            read = true;
        }
        return List.copyOf(known.getOrDefault(blob, Set.of()));
    }

    private int historyLength(Descriptor root) {
        try {
            return new ImageReader(store.blobs())
                    .read(root, Platform.host())
                    .config()
                    .history()
                    .size();
        } catch (IOException | BuildException e) {
            return Integer.MAX_VALUE; // an image for others, or one that is not whole: asked last
        }
    }

    private void add(ImageReference reference, Descriptor root) {
        try {
            for (ImageGraph.Document document :
                    new ImageReader(store.blobs()).graph(root).documents()) {
                for (Descriptor blob : document.blobs()) {
                    add(blob.digest(), reference);
                    if (blob.mediaType().equals(MediaType.OCI_CONFIG)
                            || blob.mediaType().equals(MediaType.DOCKER_CONFIG)) {
                        addCompressed(blob, reference);
                    }
                }
            }
        } catch (IOException e) {
            // What is not whole here is no help; the blob is sent then.
        }
    }

    private void addCompressed(Descriptor config, ImageReference reference) throws IOException {
        if (!store.blobs().contains(config.digest())) {
            return;
        }
        ImageConfig image;
        try (InputStream in = store.blobs().open(config.digest())) {
            image = OciJsonReader.readConfig(in.readAllBytes());
        }
        for (DiffId layer : image.diffIds()) {
            for (CompressedLayer blob : store.layers().blobs(layer)) {
                add(blob.descriptor().digest(), reference);
            }
        }
    }

    private void add(Digest blob, ImageReference reference) {
        known.computeIfAbsent(blob, digest -> new LinkedHashSet<>()).add(reference);
    }
}
