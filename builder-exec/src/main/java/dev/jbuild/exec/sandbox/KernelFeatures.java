package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.Map;

/** What the kernel, and who restricts it, let a sandbox do here: found out by trying, never by a version. */
public record KernelFeatures(MountInterface mounts, RootFsKind rootFs) {
    private static final String CHOICE = "JBUILD_ROOTFS"; // so that each kind can be tried anywhere

    /** Everything as it is meant to be. */
    public static final KernelFeatures ALL = new KernelFeatures(MountInterface.DESCRIPTORS, RootFsKind.OVERLAY);

    /** How mounts are made. */
    public enum MountInterface {
        /** By fsopen, open_tree and move_mount: first made, then attached. */
        DESCRIPTORS,
        /** The same, save overlays, which do not take their layers one by one before Linux 6.5: these by mount. */
        DESCRIPTORS_AND_MOUNT,
        /** By mount alone, where the others are missing or filtered. */
        PATHS
    }

    /** What the rootfs of a command is. */
    public enum RootFsKind {
        /** An overlay with its upper directory in the store. */
        OVERLAY,
        /** An overlay whose upper directory is in memory, as the store's file system takes none: it is an overlay itself. */
        OVERLAY_IN_MEMORY,
        /** A copy of all files. */
        COPY
    }

    /** The kind that is chosen, else the one that was found. A BuildException when there is none of that name. */
    public static RootFsKind chosen(Map<String, String> environment, RootFsKind found) {
        String choice = environment.getOrDefault(CHOICE, "");
        return switch (choice) {
            case "" -> found;
            case "overlay" -> RootFsKind.OVERLAY;
            case "memory" -> RootFsKind.OVERLAY_IN_MEMORY;
            case "copy" -> RootFsKind.COPY;
            default ->
                throw BuildException.of(
                        ErrorCode.USAGE, "got \"" + choice + "\" in " + CHOICE + ", want overlay, memory or copy");
        };
    }
}
