package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The layers of an image that have never been here, as those of a base that no step and no output needed. What has been here and is gone
 * is not among them: that is a loss.
 */
final class UnfetchedLayers {
    private UnfetchedLayers() {}

    static Set<Digest> of(BuildStore store, Descriptor root) throws IOException {
        Set<Digest> found = new TreeSet<>();
        try {
            for (ImageGraph.Document document :
                    new ImageReader(store.blobs()).graph(root).documents()) {
                if (!document.blobs().isEmpty()) {
                    add(store, OciJsonReader.readManifest(document.bytes()), found);
                }
            }
        } catch (IOException | BuildException e) {
            return Set.of(); // what is wrong with it is said by who validates it
        }
        return found;
    }

    private static void add(BuildStore store, ImageManifest manifest, Set<Digest> found) throws IOException {
        if (!store.blobs().contains(manifest.config().digest())) {
            return;
        }
        ImageConfig config;
        try (InputStream in = store.blobs().open(manifest.config().digest())) {
            config = OciJsonReader.readConfig(in.readAllBytes());
        }
        List<DiffId> layers = config.diffIds();
        for (int i = 0; i < Math.min(layers.size(), manifest.layers().size()); i++) {
            Digest blob = manifest.layers().get(i).digest();
            if (!store.blobs().contains(blob) && !store.layers().hasIndex(layers.get(i))) {
                found.add(blob);
            }
        }
    }

    /** Behind what is said of an image that is all right so far. */
    static String shown(Set<Digest> layers) {
        return layers.isEmpty()
                ? ""
                : layers.stream()
                        .map(Digest::shortHex)
                        .collect(Collectors.joining(
                                ", ", "; not here yet, and fetched when something needs them: ", ""));
    }
}
