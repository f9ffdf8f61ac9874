package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;

/** {@code jbuild tag}: one more reference for an image. */
public final class TagCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Gives an image of the store one more reference; one that names another image moves.")
                .parameter(0, "IMAGE", "a reference or an image ID")
                .parameter(1, "REFERENCE", "the new reference, name[:tag]")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        ImageReference reference = StoredImages.newReference(Options.parameter(options, 1));
        try (BuildStore store = Wiring.of(console).openStore()) {
            StoredImages.Found found = new StoredImages(store).find(Options.parameter(options, 0));
            store.images().put(reference, found.row().manifest());
        }
        return 0;
    }
}
