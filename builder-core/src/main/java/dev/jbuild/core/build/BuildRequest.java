package dev.jbuild.core.build;

import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.progress.ProgressSink;
import dev.jbuild.core.solver.Cancellation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One build.
 *
 * @param frontend the Dockerfile and what its plan depends on
 * @param platforms what the image is for; when empty, one, and the frontend's request says which
 * @param index when an index stands around the images
 * @param context names the build context for people and for what is remembered between builds
 * @param tags references that the image goes by
 * @param keeping how the image goes into the store; null when only its layers stay, as cache
 * @param attesters what is claimed of each image
 * @param outputs where else it goes
 * @param sourceDateEpoch replaces the times of the image; null when there is none
 */
public record BuildRequest(
        FrontendRequest frontend,
        List<Platform> platforms,
        ImageSet.Index index,
        String context,
        List<ImageReference> tags,
        @Nullable Keeping keeping,
        List<Attester> attesters,
        List<Exporter> outputs,
        @Nullable Instant sourceDateEpoch,
        Cancellation cancellation,
        ProgressSink progress) {

    /**
     * An image in the store.
     *
     * @param names when empty, it has none
     */
    public record Keeping(ImageForm form, List<ImageReference> names) {
        public Keeping {
            names = List.copyOf(names);
        }
    }

    public BuildRequest {
        platforms = List.copyOf(platforms);
        tags = List.copyOf(tags);
        attesters = List.copyOf(attesters);
        outputs = List.copyOf(outputs);
    }

    public Optional<Instant> sourceDateEpochIfAny() {
        return Optional.ofNullable(sourceDateEpoch);
    }
}
