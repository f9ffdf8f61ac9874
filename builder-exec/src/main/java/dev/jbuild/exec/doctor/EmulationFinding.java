package dev.jbuild.exec.doctor;

import dev.jbuild.core.oci.Platform;
import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.emulation.Emulators.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What runs the programs of other processors here, and how to have more of them run. */
final class EmulationFinding {
    private static final String TOPIC = "emulation";
    private static final String INSTALL =
            "install the package qemu-user-static, or name an emulator in " + Emulators.VARIABLE;

    private EmulationFinding() {}

    /** @param ways whether a sandbox can be told of an emulator that the kernel does not know */
    static Finding of(Map<String, Way> ways, boolean sandboxed) {
        List<String> registered = having(ways, Way.REGISTERED);
        List<String> found = having(ways, Way.FOUND);
        List<String> parts = new ArrayList<>();
        if (!registered.isEmpty()) {
            parts.add("registered for " + String.join(", ", registered));
        }
        if (!found.isEmpty() && sandboxed) {
            parts.add("by qemu-user-static, told to the sandbox alone, for " + String.join(", ", found));
        }
        if (!parts.isEmpty()) {
            return Finding.good(TOPIC, String.join("; ", parts));
        }
        String only = "none: only programs for " + Platform.host() + " run";
        return found.isEmpty()
                ? new Finding(TOPIC, Finding.State.LIMITED, only, INSTALL)
                : new Finding(
                        TOPIC,
                        Finding.State.LIMITED,
                        only + "; qemu-user-static is here, but this kernel lets no sandbox know of it",
                        "have it registered: install the package binfmt-support, or take Linux 6.7");
    }

    private static List<String> having(Map<String, Way> ways, Way way) {
        return ways.entrySet().stream()
                .filter(entry -> entry.getValue() == way)
                .map(Map.Entry::getKey)
                .toList();
    }
}
