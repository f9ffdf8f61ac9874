package dev.jbuild.core.oci;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The name of bytes: an algorithm and the hash of the bytes. {@link #parse} and {@link #toString} are inverses.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests">image-spec, digests</a>
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {

    /** The registered algorithms. jbuild writes SHA-256 only and reads both. */
    public enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA512("sha512", "SHA-512", 128);

        private final String id;
        private final String jdkName;
        private final int hexLength;

        Algorithm(String id, String jdkName, int hexLength) {
            this.id = id;
            this.jdkName = jdkName;
            this.hexLength = hexLength;
        }

        /** The name as it stands before the colon. */
        public String id() {
            return id;
        }

        /** A new, empty computation of this hash. */
        public MessageDigest newMessageDigest() {
            try {
                return MessageDigest.getInstance(jdkName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime lacks " + jdkName, e);
            }
        }
    }

    public Digest {
        Objects.requireNonNull(algorithm, "algorithm");
        if (hex.length() != algorithm.hexLength || !isLowerHex(hex)) {
            throw new IllegalArgumentException("digest \"%s:%s\" must have %d lower-case hex characters"
                    .formatted(algorithm.id, hex, algorithm.hexLength));
        }
    }

    /** Reads {@code sha256:…}; throws IllegalArgumentException for anything that is no digest. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        for (Algorithm algorithm : Algorithm.values()) {
            if (colon == algorithm.id.length() && text.startsWith(algorithm.id)) {
                return new Digest(algorithm, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("got digest \"" + text + "\", want sha256:<hex> or sha512:<hex>");
    }

    /** The SHA-256 of these bytes. */
    public static Digest of(byte[] bytes) {
        return ofHash(Algorithm.SHA256.newMessageDigest().digest(bytes));
    }

    /** The SHA-256 of this text in UTF-8. */
    public static Digest ofUtf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A SHA-256 digest from its 32 bytes. */
    public static Digest ofHash(byte[] sha256) {
        return new Digest(Algorithm.SHA256, HexFormat.of().formatHex(sha256));
    }

    /** A digest from the bytes of a hash of this algorithm. */
    public static Digest ofHash(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** The bytes of the hash. */
    public byte[] hash() {
        return HexFormat.of().parseHex(hex);
    }

    /** The first 12 characters of the hex, as shown to people. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
    @Override
    public boolean equals(Object object) {
        return object instanceof Digest other && algorithm == other.algorithm && hex.equals(other.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return algorithm.id + ":" + hex;
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
