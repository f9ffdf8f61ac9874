package dev.jbuild.core.store;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step made: one layer, never a chain.
 *
 * @param layer null when the step made none
 * @param base content digest of the rootfs that the layer was made on; a definition's record holds only on the same one
 * @param content digest of the layer's content without times; equal content keeps what follows cached
 * @param time the vertex's time, which goes into the image (see DESIGN, times and sameness)
 * @param builtAt when the step was run, for people only
 * @param build the build that ran it, for {@code jbuild logs}
 */
public record CacheRecord(
        @Nullable DiffId layer,
        Digest base,
        Digest content,
        Instant time,
        Instant builtAt,
        String build,
        long durationMillis) {

    public Optional<DiffId> layerIfAny() {
        return Optional.ofNullable(layer);
    }

    /** The diffIDs that this record needs to be obtainable. */
    public List<DiffId> layers() {
        return layer == null ? List.of() : List.of(layer);
    }

    /** The same result, by the lasting name of its layer. */
    public CacheRecord withLayer(DiffId lasting) {
        return new CacheRecord(lasting, base, content, time, builtAt, build, durationMillis);
    }

    /** The same result, known to be right on another rootfs too. */
    public CacheRecord withBase(Digest other) {
        return new CacheRecord(layer, other, content, time, builtAt, build, durationMillis);
    }
}
