package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.image.ImageLoader;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code jbuild verify}: whether images are whole. */
public final class VerifyCommand implements Command {
    private static final int FOUND = 1;

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Checks every byte of images: digests, sizes, diffIDs, history, names in layers, attestations.",
                        "IMAGE is a reference or an image ID of the store, or a place as 'jbuild copy' takes it. An index is",
                        "checked with all that is here of it. Exit code 1 when something is wrong.")
                .registries()
                .parameters(0, "1..*", "IMAGE|FILE", "references, image IDs, places, or archives of images")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        int exitCode = 0;
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            for (String text : Options.parameters(options, 0)) {
                for (Descriptor root : roots(store, wiring, text, console)) {
                    Set<Digest> unfetched = UnfetchedLayers.of(store, root);
                    List<String> problems = new ImageValidator(store.blobs(), unfetched).validate(root);
                    problems.forEach(problem -> console.out().println(text + ": " + problem));
                    if (problems.isEmpty()) {
                        console.out().println(text + ": ok, " + name(store, root) + UnfetchedLayers.shown(unfetched));
                    } else {
                        exitCode = FOUND;
                    }
                }
            }
        }
        return exitCode;
    }

    /** The image ID, or of an index its digest. */
    private static String name(BuildStore store, Descriptor root) throws IOException {
        return root.mediaType().isIndex()
                ? "index " + root.digest()
                : new ImageReader(store.blobs())
                        .read(root, Platform.host())
                        .id()
                        .toString();
    }

    private static List<Descriptor> roots(BuildStore store, Wiring wiring, String text, Console console)
            throws IOException {
        if (HostFiles.isFile(console.path(text))) {
            try (InputStream archive = LoadCommand.open(text, console)) {
                return LoadCommand.load(store, archive, text).stream()
                        .map(ImageLoader.Loaded::manifest)
                        .toList();
            }
        }
        ImageLocation place = ImageLocation.parse(text, console);
        if (place instanceof ImageLocation.InStore) {
            return List.of(new StoredImages(store).find(text).row().manifest());
        }
        CopySource.Found found = place.match(new CopySource(store, wiring, Optional.empty()));
        found.bringHere(store, wiring, TransferListener.NONE);
        return List.of(found.graph().root().descriptor());
    }
}
