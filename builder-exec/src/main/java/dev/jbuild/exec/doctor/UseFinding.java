package dev.jbuild.exec.doctor;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.exec.host.NetworkHelper;
import dev.jbuild.exec.rootless.Rootless;
import dev.jbuild.exec.rootless.UserIds;
import dev.jbuild.exec.runtime.OciRuntime;
import dev.jbuild.exec.sandbox.KernelFeatures;
import dev.jbuild.exec.sandbox.KernelFeatures.RootFsKind;
import java.io.IOException;
import java.util.Optional;

/** What a RUN will use: the best that the machine allows, and what the user has chosen. */
record UseFinding(Doctor.Choices choices, UserIds user) {
    private static final String TOPIC = "RUN will use";
    private static final String NATIVE = "native";

    /**
     * The finding.
     *
     * @param mayRun whether namespaces are allowed
     * @param best the best rootfs of this machine
     */
    Finding of(boolean mayRun, RootFsKind best) {
        if (!mayRun) {
            return new Finding(
                    TOPIC,
                    Finding.State.MISSING,
                    "nothing: only Dockerfiles without RUN can be built",
                    "run jbuild as root, or allow user namespaces");
        }
        try {
            return Finding.good(TOPIC, sandbox() + ", " + rootFs(best) + ids() + ", " + network());
        } catch (BuildException e) {
            return new Finding(TOPIC, Finding.State.MISSING, "nothing: " + e.getMessage(), advice(e));
        } catch (IOException e) {
            return new Finding(TOPIC, Finding.State.MISSING, "nothing: " + e.getMessage(), "run jbuild as root");
        }
    }

    private static String advice(BuildException failure) {
        return failure.hint().isEmpty() ? "unset the variable" : failure.hint();
    }

    private String sandbox() throws IOException {
        if (choices.runtime().equals(NATIVE)) {
            return "native sandbox";
        }
        return OciRuntime.find(choices.runtime()).file().toString();
    }

    private String rootFs(RootFsKind best) {
        return switch (KernelFeatures.chosen(choices.environment(), best)) {
            case OVERLAY -> "overlay";
            case OVERLAY_IN_MEMORY -> "overlay in memory";
            case COPY -> "a copied rootfs";
        };
    }

    private String ids() throws IOException {
        if (user.uid() == 0) {
            return "";
        }
        boolean single = Rootless.plan(choices.environment()).warning().isPresent();
        return single ? ", a single id" : ", subordinate ids";
    }

    private String network() {
        if (choices.network().equals("private")) {
            Optional<NetworkHelper> helper = NetworkHelper.find(choices.environment());
            return helper.map(found -> "private network through " + found.kind().command())
                    .orElse("no private network, as nothing is there to connect it");
        }
        return choices.network().equals("none") ? "no network" : "host network";
    }
}
