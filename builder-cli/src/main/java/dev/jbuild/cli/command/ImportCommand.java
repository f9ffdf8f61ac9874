package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.build.ConfigChanges;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.RootFsImport;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** {@code jbuild import}: an image from a tar of a root file system. */
public final class ImportCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Makes an image of one layer from a tar of a root file system, which may be compressed.")
                .values("INSTRUCTION", "apply a Dockerfile instruction, as CMD or ENV, to its config", "-c", "--change")
                .value("TEXT", "the comment of its history", "-m", "--message")
                .value("PLATFORM", "what it is for, os/arch[/variant] (default: this machine)", "--platform")
                .parameter(0, "FILE|URL|-", "the tar; - for standard input")
                .parameters(1, "0..1", "NAME", "the reference it gets, name[:tag]")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String file = Options.parameter(options, 0);
        Optional<ImageReference> name =
                Options.parameters(options, 1).stream().findFirst().map(StoredImages::newReference);
        Platform platform = Platforms.of(options, console);
        ContainerConfig config = ConfigChanges.apply(platform, Options.texts(options, "--change"));
        String from = isUrl(file) ? file : "-"; // as Docker has it: where a tar lies here is no part of an image
        String comment = Options.text(options, "--message").orElse("Imported from " + from);
        try (BuildStore store = Wiring.of(console).openStore();
                InputStream tar = open(file, store, console)) {
            Image image = new RootFsImport(store.blobs(), store.layers()).read(tar, platform, config, comment);
            store.publish();
            if (name.isPresent()) {
                store.images().put(name.get(), image.descriptor());
            } else {
                store.images().putDangling(image.descriptor());
            }
            console.out().println(image.id());
        } catch (InvalidArchiveException e) {
            throw BuildException.of(
                            ErrorCode.ARCHIVE_INVALID, "cannot import \"%s\": %s".formatted(file, e.getMessage()))
                    .withHint("give a tar of a root file system")
                    .withCause(e);
        }
        return 0;
    }

    private static boolean isUrl(String file) {
        return file.startsWith("http://") || file.startsWith("https://");
    }

    private static InputStream open(String file, BuildStore store, Console console) throws IOException {
        if (!isUrl(file)) {
            return LoadCommand.open(file, console);
        }
        URI url;
        try {
            url = URI.create(file);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, "got \"" + file + "\", want an address that can be read");
        }
        HttpSource source = Wiring.of(console).remotes(store, id -> Optional.empty(), id -> Optional.empty());
        return store.blobs().open(source.fetch(url, Optional.empty()).content());
    }
}
