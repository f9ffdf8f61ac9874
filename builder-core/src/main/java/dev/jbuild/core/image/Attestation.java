package dev.jbuild.core.image;

import java.util.Arrays;
import java.util.Objects;

/**
 * A claim about an image, before it is known of which bytes: what became of them when they leave decides the subject. The array is not to
 * be changed.
 *
 * @param predicateType says how the predicate is to be read
 * @param fileName by which it stands among the files of an output, as {@code provenance.json}
 * @param predicate one JSON object
 * @see <a href="https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md">in-toto, statement</a>
 */
public record Attestation(String predicateType, String fileName, byte[] predicate) {
    /** Of how an image was built: SLSA's provenance, version 1. */
    public static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    /** Of what is in an image: a document of SPDX. */
    public static final String SPDX = "https://spdx.dev/Document";

    public Attestation {
        Objects.requireNonNull(predicateType, "predicateType");
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Attestation other
                && predicateType.equals(other.predicateType)
                && fileName.equals(other.fileName)
                && Arrays.equals(predicate, other.predicate);
    }

    @Override
    public int hashCode() {
        return 31 * predicateType.hashCode() + Arrays.hashCode(predicate);
    }
}
