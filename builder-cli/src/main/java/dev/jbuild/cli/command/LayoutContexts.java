package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Images of OCI layouts on disk, {@code oci-layout://PATH[:TAG][@DIGEST]}, brought into the store and known to the build by references
 * that nobody else has. Used by one thread until the plan is made.
 */
final class LayoutContexts {
    private static final String HOST = "oci-layout.invalid/"; // a name that never is a registry's

    private final BuildStore store;
    private final Wiring wiring;
    private final Console console;
    private final Map<ImageReference, Descriptor> loaded = new HashMap<>();

    LayoutContexts(BuildStore store, Wiring wiring, Console console) {
        this.store = store;
        this.wiring = wiring;
        this.console = console;
    }

    /** Loads the image that a text names behind {@code oci-layout://}. */
    ImageReference load(String text) throws IOException {
        int at = text.indexOf('@');
        String rest = at < 0 ? text : text.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        String path = tagged ? rest.substring(0, colon) : rest;
        String name = at >= 0 ? text.substring(at + 1) : tagged ? rest.substring(colon + 1) : "";
        if (path.isEmpty()) {
            throw BuildException.of(
                    ErrorCode.USAGE, "got \"oci-layout://" + text + "\", want oci-layout://PATH[:TAG][@DIGEST]");
        }
        Path directory = console.path(path);
        Descriptor image = new CopySource(store, wiring, Optional.empty())
                .layout(new ImageLocation.Layout(directory, name))
                .graph()
                .root()
                .descriptor();
        ImageReference reference = ImageReference.parse(HOST + plain(directory) + "@" + image.digest());
        loaded.put(reference, image);
        return reference;
    }

    /** The last name of a path, as a repository may be called. */
    private static String plain(Path directory) {
        Path last = directory.normalize().getFileName();
        String name =
                (last == null ? "" : last.toString()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String trimmed = name.replaceAll("^-|-$", "");
        return trimmed.isEmpty() ? "image" : trimmed;
    }

    /** These images, and all others from where they come from. */
    ImageSource before(ImageSource others) {
        return loaded.isEmpty() ? others : new Loaded(others);
    }

    private final class Loaded implements ImageSource {
        private final ImageSource others;

        Loaded(ImageSource others) {
            this.others = others;
        }

        @Override
        public ResolvedImage resolve(ImageReference reference, Platform platform) throws IOException {
            Descriptor root = loaded.get(reference);
            if (root == null) {
                return others.resolve(reference, platform);
            }
            Image image = new ImageReader(store.blobs()).read(root, platform);
            return new ResolvedImage(reference, image.descriptor(), image.manifest(), image.config());
        }

        @Override
        public ResolvedImage resolveAny(ImageReference reference, Platform usual) throws IOException {
            return loaded.containsKey(reference) ? resolve(reference, usual) : others.resolveAny(reference, usual);
        }

        @Override
        public List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException {
            return others.fetchLayers(image);
        }
    }
}
