package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel allows, tried out when it is first asked for; the variable JBUILD_ROOTFS, one of overlay, memory and copy, says
 * otherwise of the rootfs, so that each way can be tried anywhere. Thread-safe.
 */
final class KnownFeatures {
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
            known = new KernelFeatures(found.mounts(), KernelFeatures.chosen(System.getenv(), found.rootFs()));
        }
        return Objects.requireNonNull(known);
    }
}
