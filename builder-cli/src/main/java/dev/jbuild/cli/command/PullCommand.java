package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.RegistryFailures;
import dev.jbuild.cache.registry.RegistryImageSource;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code jbuild pull}: an image from a registry into the store, all its layers with it. */
public final class PullCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Fetches an image from a registry into the store.")
                .flag("all tags of the repository", "-a", "--all-tags")
                .flag("print the image's name only", "-q", "--quiet")
                .value(
                        "PLATFORM",
                        "of an image for several platforms, this one (default: this machine's)",
                        "--platform")
                .flag("as always: images are believed by their digests alone", "--disable-content-trust")
                .registries()
                .parameter(0, "IMAGE", "name[:tag][@digest]")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        ImageReference reference = StoredImages.reference(Options.parameter(options, 0));
        Platform platform = Platforms.of(options, console);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            for (ImageReference each : references(reference, options, wiring)) {
                pull(each, platform, store, options, console, wiring);
            }
        }
        return 0;
    }

    private static List<ImageReference> references(ImageReference reference, ParseResult options, Wiring wiring) {
        if (!Options.isSet(options, "--all-tags")) {
            return List.of(reference);
        }
        try {
            return wiring.registries().lists().tags(reference).stream()
                    .map(reference::withTag)
                    .toList();
        } catch (IOException e) {
            throw RegistryFailures.meaning(reference, "the tags", e);
        }
    }

    private static void pull(
            ImageReference reference,
            Platform platform,
            BuildStore store,
            ParseResult options,
            Console console,
            Wiring wiring)
            throws IOException {
        boolean quiet = Options.isSet(options, "--quiet");
        Optional<StoredImage> before = store.images().find(reference);
        RegistryImageSource registry = new RegistryImageSource(wiring.registries(), store, wiring.waits());
        Transfers.of(quiet, console).show("pulling " + reference.familiar(), transfers -> {
            ResolvedImage image = options.has("--platform")
                    ? registry.resolveOnly(reference, platform)
                    : registry.resolve(reference, platform);
            registry.fetchLayers(image, transfers);
            store.publish();
            return image;
        });
        if (!quiet) {
            StoredImage after = store.images().find(reference).orElseThrow();
            boolean same = before.isPresent() && before.get().manifest().equals(after.manifest());
            console.out().println("Digest: " + after.manifest().digest());
            console.out()
                    .println("Status: " + (same ? "Image is up to date for " : "Downloaded newer image for ")
                            + reference.familiar());
        }
        console.out().println(reference);
    }
}
