package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step made. Its bytes and index are in the store.
 *
 * @param layer null when the step makes none
 * @param content digest of the layer's entries without times
 * @param time the vertex's time: of a RUN its end, of a COPY the newest mtime of its sources
 * @param summary for people, e.g. {@code 41.2 MB in 812 files}; empty when there is nothing to say
 */
public record StepResult(@Nullable DiffId layer, Digest content, Instant time, String summary) {

    public Optional<DiffId> layerIfAny() {
        return Optional.ofNullable(layer);
    }
}
