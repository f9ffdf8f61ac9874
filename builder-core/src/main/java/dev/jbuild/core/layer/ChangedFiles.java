package dev.jbuild.core.layer;

import dev.jbuild.core.file.RootDirectory;

/**
 * The directory in which a command left its changes.
 *
 * @param directory the caller's, who closes it
 */
public record ChangedFiles(RootDirectory directory, Kind kind, Ownership ownership) {

    /** What the directory is. */
    public enum Kind {
        /** An overlay's upper: only what changed, whiteouts as 0/0 devices or {@code .wh.} files, opaque directories marked. */
        UPPER,
        /** Everything: what is not there is gone. */
        WHOLE
    }

    /** Whose files are. */
    public enum Ownership {
        /** Owners are what the files say. */
        AS_FOUND,
        /** Nobody could change an owner: a path that was there before keeps the one that it had. */
        OF_PARENT
    }
}
