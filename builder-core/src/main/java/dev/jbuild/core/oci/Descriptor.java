package dev.jbuild.core.oci;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A typed pointer to a blob.
 *
 * @param platform of an index's manifests only, else null
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">image-spec, descriptors</a>
 */
public record Descriptor(
        MediaType mediaType,
        Digest digest,
        long sizeBytes,
        List<String> urls,
        Map<String, String> annotations,
        @Nullable Platform platform) {

    public Descriptor {
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(digest, "digest");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("got a size of " + sizeBytes + " bytes for " + digest);
        }
        urls = List.copyOf(urls);
        annotations = Map.copyOf(annotations);
    }

    public Descriptor(MediaType mediaType, Digest digest, long sizeBytes) {
        this(mediaType, digest, sizeBytes, List.of(), Map.of(), null);
    }

    /** The platform, where the descriptor names one. */
    public Optional<Platform> platformIfAny() {
        return Optional.ofNullable(platform);
    }

    public Descriptor withMediaType(MediaType other) {
        return new Descriptor(other, digest, sizeBytes, urls, annotations, platform);
    }

    public Descriptor withPlatform(Platform other) {
        return new Descriptor(mediaType, digest, sizeBytes, urls, annotations, other);
    }

    public Descriptor withAnnotations(Map<String, String> others) {
        return new Descriptor(mediaType, digest, sizeBytes, urls, others, platform);
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof Descriptor other
                && digest.equals(other.digest)
                && sizeBytes == other.sizeBytes
                && mediaType.equals(other.mediaType)
                && urls.equals(other.urls)
                && annotations.equals(other.annotations)
                && Objects.equals(platform, other.platform);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
