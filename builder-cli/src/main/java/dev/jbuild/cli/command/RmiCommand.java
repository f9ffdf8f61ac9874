package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code jbuild rmi}: takes references away, and images by ID with all that they go by. */
public final class RmiCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Removes references of images, or an image by its ID.",
                        "Layers stay as cache until they are pruned.")
                .flag("remove an ID with several references; do not fail for what is not there", "-f", "--force")
                .flag("as always: layers stay until they are pruned", "--no-prune")
                .values(
                        "PLATFORM",
                        "of images for several, only what is for this one; needs --force; repeatable",
                        "--platform")
                .parameters(0, "1..*", "IMAGE", "references or image IDs")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        boolean force = Options.isSet(options, "--force");
        List<Platform> platforms = Platforms.parseAll(Options.texts(options, "--platform"));
        if (!platforms.isEmpty()) {
            PlatformRemoval.demandForce(force);
        }
        try (BuildStore store = Wiring.of(console).openStore()) {
            new EachOf(Options.parameters(options, 0)).run(text -> {
                if (platforms.isEmpty()) {
                    remove(store, text, force, console);
                } else {
                    new PlatformRemoval(store, platforms, console).remove(text);
                }
            });
        }
        return 0;
    }

    private static void remove(BuildStore store, String text, boolean force, Console console) throws IOException {
        StoredImages images = new StoredImages(store);
        Optional<StoredImage> damaged = images.findDamaged(text);
        if (damaged.isPresent()) {
            remove(store, damaged.get(), console);
            return;
        }
        if (force && images.findIfAny(text).isEmpty()) {
            return;
        }
        StoredImages.Found found = images.find(text);
        List<StoredImages.Found> names = images.namesOf(found.image().id());
        boolean byReference = found.row().reference().isPresent()
                && store.images().find(StoredImages.reference(text)).isPresent();
        if (byReference) {
            remove(store, found.row(), console);
            if (names.size() == 1) {
                console.out().println("Deleted: " + found.image().id());
            }
            return;
        }
        if (names.size() > 1 && !force) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "image %s goes by %d references"
                                    .formatted(found.image().id().shortHex(), names.size()))
                    .withHint("give --force to remove them all, or name the reference to remove");
        }
        for (StoredImages.Found name : names) {
            remove(store, name.row(), console);
        }
        console.out().println("Deleted: " + found.image().id());
    }

    /** Takes away a row of the store. */
    static void remove(BuildStore store, StoredImage row, Console console) throws IOException {
        if (row.reference().isPresent()) {
            store.images().remove(row.reference().get());
            console.out().println("Untagged: " + row.reference().get().familiar());
        } else {
            store.images().removeDangling(row.manifest());
        }
    }
}
