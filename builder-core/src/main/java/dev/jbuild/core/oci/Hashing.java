package dev.jbuild.core.oci;

import java.security.MessageDigest;

/**
 * How streams are hashed, of which there may be many at a time: a processor without instructions for SHA-256 hashes several at once
 * in little more time than one. Thread-safe.
 */
public interface Hashing {
    /** Java's own, by who gives the bytes: the fastest for one stream alone. */
    Hashing PLAIN = Plain::new;

    /** A stream of which nothing is known yet. */
    StreamHash begin(Digest.Algorithm algorithm);

    /** A stream that is hashed as it comes. */
    final class Plain implements StreamHash {
        private final Digest.Algorithm algorithm;
        private final MessageDigest hash;

        private Plain(Digest.Algorithm algorithm) {
            this.algorithm = algorithm;
            this.hash = algorithm.newMessageDigest();
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
        }

        @Override
        public void end() {
            // All is hashed that came.
        }

        @Override
        public Digest digest() {
            return Digest.ofHash(algorithm, hash.digest());
        }
    }
}
