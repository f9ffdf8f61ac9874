package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.util.Objects;

/** Where a step's result is found again: the kind of key with its version, e.g. {@code run/1}, and the digest of its fields. */
public record CacheKey(String kind, Digest digest) {
    public CacheKey {
        Objects.requireNonNull(digest, "digest");
        if (!kind.matches("[a-z0-9.-]{1,40}/[0-9]{1,4}")) {
            throw new IllegalArgumentException("got kind \"" + kind + "\", want name/version");
        }
    }

    @Override
    public String toString() {
        return kind + " " + digest.shortHex();
    }
}
