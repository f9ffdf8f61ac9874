package dev.jbuild.core.compare;

import java.util.List;

/**
 * One thing in which two images differ.
 *
 * @param platform of the images; empty for what is said of all of them
 * @param layer from 1, the bottom one; 0 for what is of no layer
 * @param subject which field, path or digest
 * @param fields what of it, when it is in both images
 */
public record Difference(String platform, Kind kind, Change change, int layer, String subject, List<Field> fields) {
    public Difference {
        fields = List.copyOf(fields);
    }

    /** What differs. */
    public enum Kind {
        /** An image of an index, by its platform. */
        IMAGE,
        /** A field of the manifest or of the index. */
        MANIFEST,
        /** A field of the config. */
        CONFIG,
        /** A layer as a whole. */
        LAYER,
        /** A file of a layer, or where layers cannot be told apart, of all of them. */
        PATH,
        /** A claim, by the type of what it says. */
        ATTESTATION
    }

    /** How, going from the first image to the second. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** What it was and what it is, as people read it. */
    public record Field(String name, String before, String after) {}
}
