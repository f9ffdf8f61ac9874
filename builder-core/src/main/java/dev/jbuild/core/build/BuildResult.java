package dev.jbuild.core.build;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.image.Image;
import java.util.List;

/**
 * What a build gave.
 *
 * @param ran how many steps ran
 * @param cached how many were found
 * @param exported what each output wrote, in their order
 */
public record BuildResult(Image image, int ran, int cached, List<Exporter.Exported> exported) {
    public BuildResult {
        exported = List.copyOf(exported);
    }
}
