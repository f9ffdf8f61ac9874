package dev.jbuild.cli.command;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.List;

/** An exporter that calls images by names of its own, as {@code name=} of an output says. Thread-safe. */
record NamedExporter(Exporter exporter, List<ImageReference> own) implements Exporter {

    /** The same exporter where an output says no name. */
    static Exporter of(Exporter exporter, OutputSpec spec) {
        List<ImageReference> names = spec.names();
        return names.isEmpty() ? exporter : new NamedExporter(exporter, names);
    }

    @Override
    public String description() {
        return exporter.description();
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        return exporter.export(images, own, transfers);
    }
}
