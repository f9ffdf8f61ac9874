package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.List;

/** Port: brings an image somewhere. What is written is whole or not there. Thread-safe. */
public interface Exporter {

    /** What progress calls it, e.g. {@code exporting to cowsay.tar}. */
    String description();

    /**
     * Writes the image.
     *
     * @param names the references that it goes by, in order; may be empty
     * @return what was written, for the summary
     */
    Exported export(Image image, List<ImageReference> names) throws IOException;

    /** The same, telling how transfers get on; what makes none tells nothing. */
    default Exported export(Image image, List<ImageReference> names, TransferListener transfers) throws IOException {
        return export(image, names);
    }

    /** @param sizeBytes of what was written */
    record Exported(Image image, long sizeBytes) {}
}
