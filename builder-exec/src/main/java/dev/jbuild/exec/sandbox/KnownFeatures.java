package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel allows, tried out when it is first asked for; the variable JBUILD_ROOTFS, one of overlay, memory and copy, says
 * otherwise of the rootfs, so that each way can be tried anywhere. Thread-safe.
 */
final class KnownFeatures {
    private static final String CHOICE = "JBUILD_ROOTFS";

    private final @Nullable Runner runner;
    private @Nullable KernelFeatures known;

    KnownFeatures(Runner runner) {
        this.runner = runner;
    }

    KnownFeatures(KernelFeatures known) {
        this.runner = null;
        this.known = known;
    }

    synchronized KernelFeatures get() throws IOException {
        if (known == null && runner != null) {
            KernelFeatures found =
                    new KernelTrial(runner).run(runner.file().toAbsolutePath().getParent());
            known = chosen(System.getenv().getOrDefault(CHOICE, ""), found);
        }
        return Objects.requireNonNull(known);
    }

    static KernelFeatures chosen(String choice, KernelFeatures found) {
        return switch (choice) {
            case "" -> found;
            case "overlay" -> new KernelFeatures(found.mounts(), KernelFeatures.RootFsKind.OVERLAY);
            case "memory" -> new KernelFeatures(found.mounts(), KernelFeatures.RootFsKind.OVERLAY_IN_MEMORY);
            case "copy" -> new KernelFeatures(found.mounts(), KernelFeatures.RootFsKind.COPY);
            default ->
                throw BuildException.of(
                        ErrorCode.USAGE, "got \"" + choice + "\" in " + CHOICE + ", want overlay, memory or copy");
        };
    }
}
