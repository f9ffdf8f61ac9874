package dev.jbuild.core.step;

import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.source.ImageSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** When the image below a step was made: what directories carry that jbuild itself makes. Thread-safe. */
final class BaseTimes {
    private final ImageSource images;

    BaseTimes(ImageSource images) {
        this.images = images;
    }

    /** The newest of the steps' times and the base image's, as its config says it; the epoch when nothing says anything. */
    Instant created(StepInput.Layers below) throws IOException {
        Optional<Op.Image> base = below.baseIfAny();
        if (base.isEmpty()) {
            return below.newest();
        }
        ImageConfig config = resolve(base.get()).config();
        Instant created = config.createdIfAny().orElse(Instant.EPOCH);
        return created.isAfter(below.newest()) ? created : below.newest();
    }

    ImageSource.ResolvedImage resolve(Op.Image image) throws IOException {
        return images.resolve(image.reference().withDigest(image.manifest()), image.platform());
    }
}
