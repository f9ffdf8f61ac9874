package dev.jbuild.core.oci;

import java.util.List;

/**
 * The name of a stack of layers, bottom first.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-chainid">image-spec, ChainID</a>
 */
public record ChainId(Digest digest) {

    /** The chain of these layers, which must be at least one. */
    public static ChainId of(List<DiffId> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a chain needs at least one layer");
        }
        ChainId chain = new ChainId(layers.get(0).digest());
        for (DiffId layer : layers.subList(1, layers.size())) {
            chain = chain.append(layer);
        }
        return chain;
    }

    /** This chain with one more layer on top. */
    public ChainId append(DiffId top) {
        return new ChainId(Digest.ofUtf8(digest + " " + top.digest()));
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof ChainId other && digest.equals(other.digest);
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
