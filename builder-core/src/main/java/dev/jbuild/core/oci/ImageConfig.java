package dev.jbuild.core.oci;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image's config document: platform, execution part, layers by diffID, history.
 *
 * @param created null when the image does not say
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">image-spec, config</a>
 */
public record ImageConfig(
        @Nullable Instant created,
        String author,
        Platform platform,
        ContainerConfig config,
        List<DiffId> diffIds,
        List<HistoryEntry> history) {

    public ImageConfig {
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(config, "config");
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    public Optional<Instant> createdIfAny() {
        return Optional.ofNullable(created);
    }
}
