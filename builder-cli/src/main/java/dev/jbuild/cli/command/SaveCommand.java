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
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
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
                .value("PLATFORM", "of an image for several platforms, this one only", "--platform")
                .registries()
                .parameters(0, "1..*", "IMAGE", "references or image IDs")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        OutputTarget target = target(Options.text(options, "--output"), console);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            Platform platform = Platforms.of(options, console);
            StoredImages images = StoredImages.of(store, options, console);
            CopySource source = new CopySource(
                    store, wiring, Options.text(options, "--platform").map(text -> platform));
            Map<Digest, LayoutExporter.Named> named = new LinkedHashMap<>();
            for (String text : Options.parameters(options, 0)) {
                StoredImages.Found found = images.find(text);
                CopySource.Found taken = source.store(new ImageLocation.InStore(text));
                AbsentImages.tell(taken.absent(), console);
                Descriptor root = taken.graph().root().descriptor();
                List<ImageReference> names = new ArrayList<>(
                        named.containsKey(root.digest())
                                ? named.get(root.digest()).names()
                                : List.of());
                found.row().reference().ifPresent(names::add);
                named.put(root.digest(), new LayoutExporter.Named(packaged(root, found.image(), store), names));
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

    /** An index with all its images; of those, programs that know of one image a name only are told of this one. */
    private static PackagedImage packaged(Descriptor root, Image one, BuildStore store) throws IOException {
        return root.mediaType().isIndex()
                ? new PackagedImage(root, List.of(one))
                : PackagedImage.of(new ImageReader(store.blobs()).read(root, Platform.host()));
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
