package dev.jbuild.core.oci;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of bytes: an algorithm and the hash of the bytes. {@link #parse} and {@link #toString} are inverses. Immutable,
 * thread-safe. It holds the bytes, and spells them when it is asked to: trees have many digests that nobody reads.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests">image-spec, digests</a>
 */
public final class Digest implements Comparable<Digest> {
    private final Algorithm algorithm;
    private final byte[] hash;
    private @Nullable String hex; // when it was asked for; whoever races for it finds the same

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
            return this == SHA256 && LateSha256.isEarly() ? LateSha256.create() : ofJdk();
        }

        /** Found by the JDK's providers once, which takes as long as some kilobytes to hash; then copies of what was found. */
        MessageDigest ofJdk() {
            try {
                return (MessageDigest) (this == SHA256 ? JdkSha256.EMPTY : getInstance(jdkName)).clone();
            } catch (CloneNotSupportedException e) {
                return getInstance(jdkName); // another provider's
            }
        }

        private static MessageDigest getInstance(String name) {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime lacks " + name, e);
            }
        }

        /** Found when it is first needed. Nothing is ever hashed with it. */
        private static final class JdkSha256 {
            static final MessageDigest EMPTY = getInstance(SHA256.jdkName);
        }
    }

    private Digest(Algorithm algorithm, byte[] hash) {
        this.algorithm = algorithm;
        this.hash = hash;
    }

    /** A digest from lower-case hex characters; anything else throws IllegalArgumentException. */
    public Digest(Algorithm algorithm, String hex) {
        Objects.requireNonNull(algorithm, "algorithm");
        if (hex.length() != algorithm.hexLength || !isLowerHex(hex)) {
            throw new IllegalArgumentException("digest \"%s:%s\" must have %d lower-case hex characters"
                    .formatted(algorithm.id, hex, algorithm.hexLength));
        }
        this.algorithm = algorithm;
        this.hash = HexFormat.of().parseHex(hex);
        this.hex = hex;
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

    /** A SHA-256 digest from its 32 bytes, which must not be changed any more. */
    public static Digest ofHash(byte[] sha256) {
        return ofHash(Algorithm.SHA256, sha256);
    }

    /** A digest from the bytes of a hash of this algorithm, which must not be changed any more. */
    public static Digest ofHash(Algorithm algorithm, byte[] hash) {
        if (2 * hash.length != algorithm.hexLength) {
            throw new IllegalArgumentException(
                    "got a hash of %d bytes, want %d".formatted(hash.length, algorithm.hexLength / 2));
        }
        return new Digest(algorithm, hash);
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The hash in lower-case hex. */
    public String hex() {
        String spelt = hex;
        if (spelt == null) {
            spelt = HexFormat.of().formatHex(hash);
            hex = spelt;
        }
        return spelt;
    }

    /** The bytes of the hash, which are not to be changed. */
    public byte[] hash() {
        return hash;
    }

    /** The first 12 characters of the hex, as shown to people. */
    public String shortHex() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : Arrays.compareUnsigned(hash, other.hash);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Digest other && algorithm == other.algorithm && Arrays.equals(hash, other.hash);
    }

    @Override
    public int hashCode() {
        return (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | hash[3] & 0xff;
    }

    @Override
    public String toString() {
        return algorithm.id + ":" + hex();
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
