package dev.jbuild.core.sandbox;

import java.nio.file.Path;

/**
 * Where the changes of a command lie.
 *
 * @param directory the overlay's upper directory, or the whole rootfs where no overlay could be had
 */
public record RootFsChanges(Kind kind, Path directory) {

    /** What the directory is. */
    public enum Kind {
        /** Only what changed; whiteouts are 0/0 devices or {@code .wh.} files, emptied directories carry an opaque mark. */
        UPPER,
        /** Everything; what changed is found by comparing with the parent's tree. */
        WHOLE
    }
}
