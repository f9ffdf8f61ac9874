package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.plan.Op;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a step finds where its vertex names an input. */
public sealed interface StepInput {

    /**
     * Layers, whose merged tree the step reads.
     *
     * @param chain bottom first; empty for scratch
     * @param content what the merged tree holds, times left out
     * @param newest the newest time of the steps that made them, the epoch when there was none
     * @param base the image at the bottom, null when there is none
     */
    record Layers(List<DiffId> chain, Digest content, Instant newest, Op.@Nullable Image base) implements StepInput {
        public Layers {
            chain = LayerStack.of(chain);
        }

        public Optional<Op.Image> baseIfAny() {
            return Optional.ofNullable(base);
        }
    }

    /** Layers that are not realised yet. */
    record Pending() implements StepInput {}

    /** A build context by its name, "" for the main one; the step reads it where it lies. */
    record Context(String name) implements StepInput {}
}
