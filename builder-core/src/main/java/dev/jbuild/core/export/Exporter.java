package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.List;

/** Port: brings what a build made somewhere. What is written is whole or not there. Thread-safe. */
public interface Exporter {

    /** What progress calls it, e.g. {@code exporting to cowsay.tar}. */
    String description();

    /**
     * Writes the images.
     *
     * @param names the references that they go by, in order; may be empty
     * @param transfers hears how transfers get on; what makes none tells nothing
     * @return what was written, for the summary
     */
    Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException;

    /** Whether it only looks at the images: what it gives is nothing that the user has. */
    default boolean isCheck() {
        return false;
    }

    /** The same for one image, telling nothing. */
    default Exported export(Image image, List<ImageReference> names) throws IOException {
        return export(ImageSet.of(image), names, TransferListener.NONE);
    }

    /** @param sizeBytes of what was written */
    record Exported(PackagedImage image, long sizeBytes) {}
}
