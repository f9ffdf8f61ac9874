package dev.jbuild.core.oci;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of an image's history; rows with {@code emptyLayer} false correspond, in order, to the diffIDs.
 *
 * @param created null when the image does not say
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties">image-spec, history</a>
 */
public record HistoryEntry(
        @Nullable Instant created, String createdBy, String author, String comment, boolean emptyLayer) {

    public Optional<Instant> createdIfAny() {
        return Optional.ofNullable(created);
    }

    public HistoryEntry withCreated(Instant time) {
        return new HistoryEntry(time, createdBy, author, comment, emptyLayer);
    }
}
