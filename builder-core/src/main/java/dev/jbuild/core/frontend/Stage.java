package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.Platform;

/**
 * A stage whose FROM is understood.
 *
 * @param base what it begins with
 * @param platform the one that FROM asks for, else the build's
 * @param content whether its instructions count
 */
record Stage(FileStage file, TreeSource base, Platform platform, Content content) {

    /** What a stage is made of. */
    enum Content {
        /** Its base and its instructions. */
        INSTRUCTIONS,
        /** Instructions upon a base that nobody knows, for its FROM is wrong: read only to find what else is wrong. */
        BASELESS,
        /** The named context of the stage's name, which takes the stage's place. */
        CONTEXT
    }

    int index() {
        return file.index();
    }
}
