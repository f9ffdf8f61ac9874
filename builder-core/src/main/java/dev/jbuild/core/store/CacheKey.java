package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.util.Objects;

/** Where a step's result is found again: the kind of key with its version, e.g. {@code run/1}, and the digest of its fields. */
public record CacheKey(String kind, Digest digest) {
    private static final int MAX_NAME = 40; // characters
    private static final int MAX_VERSION_DIGITS = 4;

    public CacheKey {
        Objects.requireNonNull(digest, "digest");
        int slash = kind.indexOf('/');
        if (slash < 1
                || slash > MAX_NAME
                || kind.length() - slash - 1 > MAX_VERSION_DIGITS
                || !isName(kind.substring(0, slash))
                || !isNumber(kind.substring(slash + 1))) {
            throw new IllegalArgumentException("got kind \"" + kind + "\", want name/version");
        }
    }

    // Plain loops: this runs for every step of a cached build, before anything is warm.
    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letterOrDigit && (i == 0 || c != '.' && c != '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof CacheKey other && digest.equals(other.digest) && kind.equals(other.kind);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return kind + " " + digest.shortHex();
    }
}
