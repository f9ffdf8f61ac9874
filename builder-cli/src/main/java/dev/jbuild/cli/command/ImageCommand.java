package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code jbuild image prune}: removes images that lost their name, or never had one. */
public final class ImageCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Removes the images that have no name: those that a build, a pull or a tag took it from.",
                        "Layers stay as cache until jbuild cache prune.")
                .flag("as always: nothing is asked", "-f", "--force")
                .values("FILTER", "label=NAME[=VALUE] or before=IMAGE, as of jbuild images; repeatable", "--filter")
                .parameter(0, "prune", "the one thing that can be done")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        if (!Options.parameter(options, 0).equals("prune")) {
            throw BuildException.of(
                    ErrorCode.USAGE, "got image \"" + Options.parameter(options, 0) + "\", want image prune");
        }
        try (BuildStore store = Wiring.of(console).openStore()) {
            Set<Digest> deleted = prune(store, Options.texts(options, "--filter"));
            if (!deleted.isEmpty()) {
                console.out().println("Deleted Images:");
                deleted.forEach(id -> console.out().println("deleted: " + id));
            }
        }
        return 0;
    }

    private static Set<Digest> prune(BuildStore store, List<String> filters) throws IOException {
        StoredImages images = new StoredImages(store);
        List<String> all = new ArrayList<>(filters);
        all.add("dangling=true");
        ImageFilters wanted = ImageFilters.parse(all, images);
        Set<Digest> deleted = new LinkedHashSet<>();
        for (StoredImages.Found found : images.all()) {
            if (wanted.accept(found)
                    && store.images().removeDangling(found.row().manifest())) {
                deleted.add(found.image().id());
            }
        }
        for (StoredImage damaged : images.damaged().keySet()) {
            if (filters.isEmpty()
                    && damaged.reference().isEmpty()
                    && store.images().removeDangling(damaged.manifest())) {
                deleted.add(damaged.manifest().digest());
            }
        }
        return deleted;
    }
}
