package dev.jbuild.core.build;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a build gave.
 *
 * @param images as they were assembled: layers of this build uncompressed, and as late as they were made
 * @param ran how many steps ran
 * @param cached how many were found
 * @param kept as it is in the store; null when it was not to be kept
 * @param exported what each output wrote, in their order
 */
public record BuildResult(
        ImageSet images, int ran, int cached, @Nullable PackagedImage kept, List<Exporter.Exported> exported) {
    public BuildResult {
        exported = List.copyOf(exported);
    }

    /** The image as it was assembled, or of several that of the first platform. */
    public Image image() {
        return images.first();
    }

    /** What the user has of it: what the first output wrote, else what is in the store, else what was assembled. */
    public PackagedImage packaged() {
        if (!exported.isEmpty()) {
            return exported.get(0).image();
        }
        return kept == null ? new PackagedImage(images.first().descriptor(), images.images()) : kept;
    }
}
