package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what an index names for one platform. The index stays as it is, and its digest with it: the store then has it as it has an
 * index of which only some platforms were fetched. Layers stay as cache. Used by one thread.
 */
record PlatformRemoval(BuildStore store, Platform platform, Console console) {

    /** Removes it from the image of this name or ID; when the image is not for several platforms, it is left alone. */
    void remove(String text) throws IOException {
        StoredImages images = new StoredImages(store, platform);
        Optional<StoredImage> named =
                text.startsWith("sha256:") ? Optional.empty() : store.images().find(StoredImages.reference(text));
        StoredImage row = named.isPresent() ? named.get() : images.find(text).row();
        if (!row.manifest().mediaType().isIndex()) {
            throw BuildException.of(ErrorCode.USAGE, "the image \"" + text + "\" is for one platform only")
                    .withHint("remove it as a whole, without --platform");
        }
        ImageReader reader = new ImageReader(store.blobs());
        ImageGraph graph = reader.graph(row.manifest());
        List<ImageGraph.Document> doomed = graph.documents().stream()
                .filter(document -> isFor(document.descriptor()))
                .toList();
        if (doomed.isEmpty()) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the image \"%s\" has nothing for %s here".formatted(text, platform))
                    .withHint("see what there is with jbuild images --tree");
        }
        Set<Digest> needed = needed(reader, row);
        for (ImageGraph.Document document : doomed) {
            if (!needed.contains(document.descriptor().digest())) {
                store.blobs().delete(document.descriptor().digest());
            }
            console.out().println("Deleted: " + document.descriptor().digest());
        }
        boolean more = graph.documents().stream()
                .anyMatch(document -> !document.blobs().isEmpty() && !doomed.contains(document));
        if (!more) {
            forget(row.manifest().digest());
        }
    }

    /** Removes all names of an index of which nothing is left. */
    private void forget(Digest index) throws IOException {
        for (StoredImage image : store.images().list()) {
            if (image.manifest().digest().equals(index)) {
                RmiCommand.remove(store, image, console);
            }
        }
    }

    private boolean isFor(Descriptor descriptor) {
        return descriptor.platformIfAny().filter(platform::accepts).isPresent();
    }

    /** The manifests that other images name, too. */
    private Set<Digest> needed(ImageReader reader, StoredImage except) throws IOException {
        Set<Digest> needed = new HashSet<>();
        for (StoredImage other : store.images().list()) {
            if (!other.manifest().digest().equals(except.manifest().digest())) {
                reader.graph(other.manifest())
                        .documents()
                        .forEach(document -> needed.add(document.descriptor().digest()));
            }
        }
        return needed;
    }
}
