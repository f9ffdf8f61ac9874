package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.VertexId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an image is put together from.
 *
 * @param layers the target's chain, bottom first
 * @param baseLayers the descriptors that layers had in the image they came from; they are kept
 * @param steps what each vertex of the history gave
 * @param sourceDateEpoch replaces every time that is not the base image's; null when there is none
 */
public record Assembly(
        PlannedImage image,
        List<DiffId> layers,
        Map<DiffId, Descriptor> baseLayers,
        Map<VertexId, StepLayer> steps,
        @Nullable Instant sourceDateEpoch) {

    public Assembly {
        layers = List.copyOf(layers);
        baseLayers = Map.copyOf(baseLayers);
        steps = Map.copyOf(steps);
    }

    /** @param layer null when the step made none */
    public record StepLayer(@Nullable DiffId layer, Instant time) {

        public Optional<DiffId> layerIfAny() {
            return Optional.ofNullable(layer);
        }
    }
}
