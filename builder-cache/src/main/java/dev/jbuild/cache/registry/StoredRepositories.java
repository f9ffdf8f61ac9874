package dev.jbuild.cache.registry;

import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.io.InputStream;
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

    synchronized List<ImageReference> having(Digest blob) throws IOException {
        if (!read) {
            known = new HashMap<>();
            for (StoredImage image : store.images().list()) {
                if (image.reference().isPresent()) {
                    add(image.reference().get(), image.manifest());
                }
            }
            read = true;
        }
        return List.copyOf(known.getOrDefault(blob, Set.of()));
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
