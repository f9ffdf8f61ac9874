package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.runtime.RuntimeConfig.DeviceRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command may do with devices, as Docker has it: make a node of any, open those that every container has. Without this,
 * root in a container could make a node of the host's disk and read it.
 */
final class DeviceRules {
    private static final long ANY = -1;

    private static final List<DeviceRule> ALL = List.of(new DeviceRule(true, "a", ANY, ANY, "rwm"));

    static final List<DeviceRule> DEFAULT = List.of(
            new DeviceRule(false, "a", ANY, ANY, "rwm"),
            new DeviceRule(true, "c", ANY, ANY, "m"),
            new DeviceRule(true, "b", ANY, ANY, "m"),
            new DeviceRule(true, "c", 1, 3, "rwm"), // null
            new DeviceRule(true, "c", 1, 5, "rwm"), // zero
            new DeviceRule(true, "c", 1, 7, "rwm"), // full
            new DeviceRule(true, "c", 1, 8, "rwm"), // random
            new DeviceRule(true, "c", 1, 9, "rwm"), // urandom
            new DeviceRule(true, "c", 5, 0, "rwm"), // tty
            new DeviceRule(true, "c", 5, 2, "rwm"), // ptmx
            new DeviceRule(true, "c", 136, ANY, "rwm")); // terminals

    private DeviceRules() {}

    /** The rules for a command: those of its privileges, and its devices. */
    static List<DeviceRule> of(ProcessSpec spec) throws IOException {
        return of(spec.privileges(), spec.adjustments().devices());
    }

    static List<DeviceRule> of(ProcessSpec.Privileges privileges, List<ProcessSpec.Device> devices) throws IOException {
        if (privileges == ProcessSpec.Privileges.INSECURE) {
            return ALL;
        }
        List<DeviceRule> rules = new ArrayList<>(DEFAULT);
        for (ProcessSpec.Device device : devices) {
            OwnFiles.device(device.host())
                    .ifPresent(node -> rules.add(new DeviceRule(
                            true, node.block() ? "b" : "c", node.major(), node.minor(), device.access())));
        }
        return List.copyOf(rules);
    }
}
