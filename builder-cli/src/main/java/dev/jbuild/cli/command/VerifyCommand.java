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
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code jbuild verify}: whether images are whole. */
public final class VerifyCommand implements Command {
    private static final int FOUND = 1;
    private static final int MAX_LAYOUT_BYTES = 4096;

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
                exitCode = Math.max(exitCode, verify(text, store, wiring, console));
            }
        }
        return exitCode;
    }

    /** What lies elsewhere is brought into a store of its own: what this one has of it says nothing about the other place. */
    private static int verify(String text, BuildStore store, Wiring wiring, Console console) throws IOException {
        boolean file = HostFiles.isFile(console.path(text));
        if (!file && ImageLocation.parse(text, console) instanceof ImageLocation.InStore) {
            StoredImages.Found found = new StoredImages(store).find(text);
            return print(text, List.of(found.row().manifest()), store, console);
        }
        Path scratch = store.layers().scratch("verify");
        try (BuildStore apart = wiring.openStore(scratch.resolve("store"))) {
            if (file) {
                return print(text, archive(apart, text, console), apart, console);
            }
            ImageLocation place = ImageLocation.parse(text, console);
            CopySource.Found found = place.match(new CopySource(apart, wiring, Optional.empty()));
            found.bringHere(apart, wiring, TransferListener.NONE);
            List<Descriptor> roots = List.of(found.graph().root().descriptor());
            Optional<String> layout = problemOfLayout(place);
            if (layout.isPresent()) {
                console.out().println(text + ": oci-layout: " + layout.get());
                return FOUND;
            }
            return print(text, roots, apart, console);
        }
    }

    private static List<Descriptor> archive(BuildStore store, String text, Console console) throws IOException {
        try (InputStream archive = LoadCommand.open(text, console)) {
            return LoadCommand.load(store, archive, text).stream()
                    .map(ImageLoader.Loaded::manifest)
                    .toList();
        }
    }

    private static int print(String text, List<Descriptor> roots, BuildStore store, Console console)
            throws IOException {
        int exitCode = 0;
        for (Descriptor root : roots) {
            Set<Digest> unfetched = UnfetchedLayers.of(store, root);
            List<String> problems = new ImageValidator(store.blobs(), unfetched).validate(root);
            problems.forEach(problem -> console.out().println(text + ": " + problem));
            if (problems.isEmpty()) {
                console.out()
                        .println(text + ": ok, " + name(store, root) + absent(store, root)
                                + UnfetchedLayers.shown(unfetched));
            } else {
                exitCode = FOUND;
            }
        }
        return exitCode;
    }

    /**
     * What is wrong with the file that makes a directory a layout.
     *
     * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#oci-layout-file">image-spec, oci-layout</a>
     */
    private static Optional<String> problemOfLayout(ImageLocation place) {
        if (!(place instanceof ImageLocation.Layout layout)) {
            return Optional.empty();
        }
        try (InputStream in = HostFiles.openBelow(layout.path(), "oci-layout")) {
            String version = JsonDocument.parse("oci-layout", in.readNBytes(MAX_LAYOUT_BYTES))
                    .text("imageLayoutVersion");
            return version.equals("1.0.0")
                    ? Optional.empty()
                    : Optional.of("got version \"" + version + "\", want 1.0.0");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What an index names and this place has not. */
    private static String absent(BuildStore store, Descriptor root) throws IOException {
        List<Descriptor> absent = new ImageReader(store.blobs()).graph(root).missing();
        return absent.isEmpty() ? "" : "; not here: " + AbsentImages.named(absent);
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
}
