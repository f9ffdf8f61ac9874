package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageLoader;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** {@code jbuild verify}: whether images are whole. */
public final class VerifyCommand implements Command {
    private static final int FOUND = 1;

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Checks every byte of images: digests, sizes, diffIDs, history, names in layers.",
                        "Exit code 1 when something is wrong.")
                .parameters(0, "1..*", "IMAGE|FILE", "references, image IDs, or archives of images")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        int exitCode = 0;
        try (BuildStore store = Wiring.of(console).openStore()) {
            for (String text : Options.parameters(options, 0)) {
                for (Image image : images(store, text, console)) {
                    List<String> problems = new ImageValidator(store.blobs()).validate(image);
                    problems.forEach(problem -> console.out().println(text + ": " + problem));
                    if (problems.isEmpty()) {
                        console.out().println(text + ": ok, " + image.id());
                    } else {
                        exitCode = FOUND;
                    }
                }
            }
        }
        return exitCode;
    }

    private static List<Image> images(BuildStore store, String text, Console console) throws IOException {
        if (!HostFiles.isFile(console.path(text))) {
            return List.of(new StoredImages(store).find(text).image());
        }
        List<Image> images = new ArrayList<>();
        try (InputStream archive = LoadCommand.open(text, console)) {
            for (ImageLoader.Loaded loaded : LoadCommand.load(store, archive, text)) {
                images.add(new ImageReader(store.blobs()).read(loaded.manifest(), Platform.host()));
            }
        }
        return images;
    }
}
