package dev.jbuild.core.oci;

/**
 * The digest of a layer's uncompressed tar.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid">image-spec, DiffID</a>
 */
public record DiffId(Digest digest) {

    public static DiffId parse(String text) {
        return new DiffId(Digest.parse(text));
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof DiffId other && digest.equals(other.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
