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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what an index names for some platforms, as Docker does from its version 28 on: from all images that have the same, whatever
 * their names, and therefore only by force. Indexes stay as they are, and their digests with them: the store then has them as it has an
 * index of which only some platforms were fetched. Layers stay as cache. Used by one thread.
 */
record PlatformRemoval(BuildStore store, List<Platform> platforms, Console console) {

    /** Refuses to do it unasked: what other names mean becomes less, too. */
    static void demandForce(boolean force) {
        if (!force) {
            throw BuildException.of(
                            ErrorCode.USAGE, "what is for one platform goes from all images that have it, by any name")
                    .withHint("give --force to remove it");
        }
    }

    /** Removes it from the image of this name or ID; when the image is not for several platforms, it is left alone. */
    void remove(String text) throws IOException {
        ImageReader reader = new ImageReader(store.blobs());
        ImageGraph graph = reader.graph(index(text).manifest());
        Set<Digest> doomed = new LinkedHashSet<>();
        for (Platform platform : platforms) {
            doomed.addAll(of(platform, graph, text));
        }
        forgetEmpty(reader, doomed); // first, so that no name is ever without its image
        for (Digest manifest : doomed) {
            store.blobs().delete(manifest);
            console.out().println("Deleted: " + manifest);
        }
    }

    private StoredImage index(String text) throws IOException {
        Optional<StoredImage> named =
                text.startsWith("sha256:") ? Optional.empty() : store.images().find(StoredImages.reference(text));
        StoredImage row = named.isPresent()
                ? named.get()
                : new StoredImages(store, platforms.get(0)).find(text).row();
        if (!row.manifest().mediaType().isIndex()) {
            throw BuildException.of(ErrorCode.USAGE, "the image \"" + text + "\" is for one platform only")
                    .withHint("remove it as a whole, without --platform");
        }
        return row;
    }

    private static List<Digest> of(Platform platform, ImageGraph graph, String text) {
        List<Digest> found = new ArrayList<>();
        for (ImageGraph.Document document : graph.documents()) {
            Descriptor descriptor = document.descriptor();
            if (descriptor.platformIfAny().filter(platform::accepts).isPresent()) {
                found.add(descriptor.digest());
            }
        }
        if (found.isEmpty()) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the image \"%s\" has nothing for %s here".formatted(text, platform))
                    .withHint("see what there is with jbuild images --tree");
        }
        return found;
    }

    /** Removes the names of what has nothing but these. */
    private void forgetEmpty(ImageReader reader, Set<Digest> doomed) throws IOException {
        for (StoredImage image : store.images().list()) {
            List<Digest> has = new ArrayList<>();
            for (ImageGraph.Document document : reader.graph(image.manifest()).documents()) {
                if (isImage(document)) {
                    has.add(document.descriptor().digest());
                }
            }
            if (!has.isEmpty() && doomed.containsAll(has)) {
                RmiCommand.remove(store, image, console);
            }
        }
    }

    /** Neither an index nor what is claimed of an image, which is for no platform. */
    private static boolean isImage(ImageGraph.Document document) {
        return !document.blobs().isEmpty()
                && document.descriptor()
                        .platformIfAny()
                        .filter(platform -> platform.os().equals("unknown"))
                        .isEmpty();
    }
}
