package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code jbuild save}: images of the store as one docker archive, which is an OCI archive as well. */
public final class SaveCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Writes images as a tar that 'docker load', 'podman load' and 'jbuild load' read.")
                .value("FILE", "where to; without it, standard output", "-o", "--output")
                .value("PLATFORM", "of an image for several platforms, this one", "--platform")
                .registries()
                .parameters(0, "1..*", "IMAGE", "references or image IDs")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        OutputTarget target = target(Options.text(options, "--output"), console);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            StoredImages images = new StoredImages(store, Platforms.of(options, console));
            Map<String, LayoutExporter.Named> named = new LinkedHashMap<>();
            for (String text : Options.parameters(options, 0)) {
                StoredImages.Found found = images.find(text);
                wiring.completion(store).complete(found.image(), TransferListener.NONE);
                String id = found.image().id().toString();
                List<ImageReference> names =
                        new ArrayList<>(named.containsKey(id) ? named.get(id).names() : List.of());
                found.row().reference().ifPresent(names::add);
                named.put(id, new LayoutExporter.Named(PackagedImage.of(found.image()), names));
            }
            new LayoutExporter(
                            store.blobs(),
                            Packaging.asStored(store.blobs(), store.layers()),
                            LayoutExporter.Shape.DOCKER,
                            new LayoutExporter.Place.Archive(target))
                    .export(List.copyOf(named.values()));
        }
        return 0;
    }

    static OutputTarget target(Optional<String> file, Console console) {
        if (file.isPresent() && !file.get().equals("-")) {
            return new OutputTarget.ToFile(console.path(file.get()));
        }
        if (file.isEmpty() && console.outTerminal() == Console.Terminal.LIVE) {
            throw BuildException.of(ErrorCode.USAGE, "an archive is not for a terminal")
                    .withHint("give -o FILE, or send standard output to a file");
        }
        return new OutputTarget.ToStream(console.out(), "standard output");
    }
}
