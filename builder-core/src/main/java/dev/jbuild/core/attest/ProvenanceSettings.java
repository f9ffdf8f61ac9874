package dev.jbuild.core.attest;

/**
 * How much a provenance says.
 *
 * @param builderId a URI that names who builds; empty for none
 * @param fileName among the files of an output
 * @param reproducible what the user says of the build
 */
public record ProvenanceSettings(Mode mode, String builderId, String fileName, Reproducible reproducible) {
    /** The least, under the usual name. */
    public static final ProvenanceSettings DEFAULT =
            new ProvenanceSettings(Mode.MIN, "", "provenance.json", Reproducible.UNKNOWN);

    /** How much is told. */
    public enum Mode {
        /** What went in, when and where; fit for everybody. */
        MIN,
        /** Also build arguments, the Dockerfile, and which step made which layer. */
        MAX
    }

    /** Whether the user vouches that the same inputs give the same image. */
    public enum Reproducible {
        YES,
        UNKNOWN
    }
}
