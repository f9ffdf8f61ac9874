package dev.jbuild.core.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the changes of a command lie.
 *
 * @param directory the overlay's upper directory, or the whole rootfs where no overlay could be had
 */
public record RootFsChanges(Kind kind, Path directory) {
    /**
     * The extended attributes of which an emptied directory has one, with the value {@code y}. The first is what kernels since
     * 5.11 are asked for, also by root, as every file API can read it; only an older one writes the second.
     */
    public static final List<String> OPAQUE = List.of("user.overlay.opaque", "trusted.overlay.opaque");

    /** What the directory is. */
    public enum Kind {
        /** Only what changed; whiteouts are 0/0 devices or {@code .wh.} files, emptied directories carry a mark of {@link #OPAQUE}. */
        UPPER,
        /** As {@link #UPPER}, but not on the store's file system, and gone when the process is closed. */
        UPPER_ELSEWHERE,
        /** Everything; what changed is found by comparing with the parent's tree. */
        WHOLE
    }
}
