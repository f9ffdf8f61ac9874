package dev.jbuild.core.build;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import java.util.List;

/**
 * What a build gave.
 *
 * @param images as they are in the store: layers of this build uncompressed
 * @param ran how many steps ran
 * @param cached how many were found
 * @param exported what each output wrote, in their order
 */
public record BuildResult(ImageSet images, int ran, int cached, List<Exporter.Exported> exported) {
    public BuildResult {
        exported = List.copyOf(exported);
    }

    /** The image, or of several that of the first platform. */
    public Image image() {
        return images.first();
    }
}
