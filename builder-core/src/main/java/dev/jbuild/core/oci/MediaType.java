package dev.jbuild.core.oci;

import java.util.Objects;

/**
 * What a blob is. Unknown types are carried as they are; the questions below know the types of OCI and of Docker's schema 2.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md">image-spec, media types</a>
 */
public record MediaType(String value) {
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_CONFIG = new MediaType("application/vnd.oci.image.config.v1+json");
    public static final MediaType OCI_LAYER = new MediaType("application/vnd.oci.image.layer.v1.tar");
    public static final MediaType OCI_LAYER_GZIP = new MediaType("application/vnd.oci.image.layer.v1.tar+gzip");
    public static final MediaType OCI_LAYER_ZSTD = new MediaType("application/vnd.oci.image.layer.v1.tar+zstd");
    public static final MediaType DOCKER_INDEX =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_CONFIG = new MediaType("application/vnd.docker.container.image.v1+json");
    public static final MediaType DOCKER_LAYER = new MediaType("application/vnd.docker.image.rootfs.diff.tar");
    public static final MediaType DOCKER_LAYER_GZIP =
            new MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip");
    public static final MediaType DOCKER_LAYER_ZSTD =
            new MediaType("application/vnd.docker.image.rootfs.diff.tar.zstd");

    public MediaType {
        Objects.requireNonNull(value, "value");
    }

    /** True for an index of OCI or a manifest list of Docker. */
    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_INDEX);
    }

    /** True for a manifest of one image. */
    public boolean isManifest() {
        return equals(OCI_MANIFEST) || equals(DOCKER_MANIFEST);
    }

    /** How the tar of a layer of this type is compressed, going by the name alone. */
    public Compression compression() {
        if (value.endsWith("+gzip") || value.endsWith(".gzip")) {
            return Compression.GZIP;
        }
        if (value.endsWith("+zstd") || value.endsWith(".zstd")) {
            return Compression.ZSTD;
        }
        return Compression.NONE;
    }

    /** The OCI layer type for a compression. */
    public static MediaType ociLayer(Compression compression) {
        return switch (compression) {
            case NONE -> OCI_LAYER;
            case GZIP -> OCI_LAYER_GZIP;
            case ZSTD -> OCI_LAYER_ZSTD;
        };
    }

    /** The layer type of Docker's schema 2 for a compression; zstd is containerd's addition. */
    public static MediaType dockerLayer(Compression compression) {
        return switch (compression) {
            case NONE -> DOCKER_LAYER;
            case GZIP -> DOCKER_LAYER_GZIP;
            case ZSTD -> DOCKER_LAYER_ZSTD;
        };
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof MediaType other && value.equals(other.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
