package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.export.FilesForm;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.export.TarExporter;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.util.List;
import java.util.Map;

/** {@code jbuild export}: the files of an image, all layers merged, as one tar. */
public final class ExportCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Writes the files of an image, all layers merged, as a tar; jbuild import reads it.")
                .value("FILE", "where to; without it, standard output", "-o", "--output")
                .value("PLATFORM", "of an image for several platforms, this one", "--platform")
                .registries()
                .parameter(0, "IMAGE", "a reference or an image ID")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        OutputTarget target = SaveCommand.target(Options.text(options, "--output"), console);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            StoredImages images = StoredImages.of(store, options, console);
            Image image = images.find(Options.parameter(options, 0)).image();
            wiring.completion(store).complete(image, TransferListener.NONE);
            FilesForm form = FilesForm.of(Map.of(), FilesForm.Split.NONE, null);
            new TarExporter(store.blobs(), store.layers(), form, target).export(image, List.of());
        }
        return 0;
    }
}
