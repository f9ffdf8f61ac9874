package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a step made. Its bytes and index are in the store, or will be when {@code packing} is done.
 *
 * @param layer null when the step makes none
 * @param content digest of the layer's entries without times
 * @param time the vertex's time: of a RUN its end, of a COPY the newest mtime of its sources
 * @param summary for people, e.g. {@code 41.2 MB in 812 files}; empty when there is nothing to say
 * @param packing null when all is in the store; else {@code layer} is a working name, by which the steps of this build can use the
 *     layer meanwhile, and this gives the lasting one
 */
public record StepResult(
        @Nullable DiffId layer,
        Digest content,
        Instant time,
        String summary,
        @Nullable CompletionStage<DiffId> packing) {

    /** A result that is in the store. */
    public StepResult(@Nullable DiffId layer, Digest content, Instant time, String summary) {
        this(layer, content, time, summary, null);
    }

    public Optional<CompletionStage<DiffId>> packingIfAny() {
        return Optional.ofNullable(packing);
    }

    public Optional<DiffId> layerIfAny() {
        return Optional.ofNullable(layer);
    }
}
