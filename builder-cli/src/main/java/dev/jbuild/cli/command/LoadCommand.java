package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageLoader;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** {@code jbuild load}: images of an archive into the store. */
public final class LoadCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Loads the images of a docker archive or an OCI archive, which may be compressed.")
                .value("FILE", "the archive; without it, standard input", "-i", "--input")
                .value("PLATFORM", "of an image for several platforms, this one only", "--platform")
                .flag("print nothing but errors", "-q", "--quiet")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String file = Options.text(options, "--input").orElse("-");
        try (BuildStore store = Wiring.of(console).openStore();
                InputStream archive = open(file, console)) {
            Optional<Platform> only = Options.text(options, "--platform").map(text -> Platforms.of(options, console));
            for (ImageLoader.Loaded loaded : load(store, archive, file)) {
                ImageLoader.Loaded image = only.isPresent() ? chosen(store, loaded, only.get()) : loaded;
                keep(store, image);
                if (!Options.isSet(options, "--quiet")) {
                    tell(store, image, console);
                }
            }
        }
        return 0;
    }

    static InputStream open(String file, Console console) {
        return file.equals("-") ? console.in() : HostFiles.open(console.path(file), "the archive");
    }

    static List<ImageLoader.Loaded> load(BuildStore store, InputStream archive, String name) throws IOException {
        try {
            List<ImageLoader.Loaded> images = new ImageLoader(store.blobs(), store.layers()).load(archive);
            if (images.isEmpty()) {
                throw new InvalidArchiveException("there is no image in it");
            }
            store.publish();
            return images;
        } catch (InvalidArchiveException | OciFormatException e) {
            throw BuildException.of(ErrorCode.ARCHIVE_INVALID, "cannot load \"%s\": %s".formatted(name, e.getMessage()))
                    .withHint("make it with 'docker save', 'skopeo copy' or 'jbuild save'")
                    .withCause(e);
        }
    }

    private static ImageLoader.Loaded chosen(BuildStore store, ImageLoader.Loaded loaded, Platform platform)
            throws IOException {
        Image image = new ImageReader(store.blobs()).read(loaded.manifest(), platform);
        if (!platform.accepts(image.config().platform())) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the archive has an image for another platform: got %s, want %s"
                                    .formatted(image.config().platform(), platform))
                    .withHint("name a platform that it has by --platform");
        }
        return new ImageLoader.Loaded(image.descriptor(), loaded.names());
    }

    private static void keep(BuildStore store, ImageLoader.Loaded image) throws IOException {
        if (image.names().isEmpty()) {
            store.images().putDangling(image.manifest());
        }
        for (ImageReference name : image.names()) {
            store.images().put(name, image.manifest());
        }
    }

    private static void tell(BuildStore store, ImageLoader.Loaded image, Console console) throws IOException {
        for (ImageReference name : image.names()) {
            console.out().println("Loaded image: " + name.familiar());
        }
        if (image.names().isEmpty()) {
            console.out()
                    .println("Loaded image ID: "
                            + new ImageReader(store.blobs())
                                    .read(image.manifest(), Platform.host())
                                    .id());
        }
    }
}
