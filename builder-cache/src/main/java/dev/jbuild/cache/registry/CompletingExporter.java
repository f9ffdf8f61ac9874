package dev.jbuild.cache.registry;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.List;

/** An exporter that needs every layer: those of a base that no step needed are fetched first. Thread-safe. */
public record CompletingExporter(Exporter exporter, StoreCompletion completion) implements Exporter {

    @Override
    public String description() {
        return exporter.description();
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        for (Image image : images.images()) {
            completion.complete(image, transfers);
        }
        return exporter.export(images, names, transfers);
    }
}
