package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.CgroupHierarchies;
import dev.jbuild.exec.host.CgroupMounts;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.runtime.OciRuntime;
import dev.jbuild.exec.runtime.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The control groups of a container, which the runtime makes and jbuild removes.
 *
 * @param view what the runtime sees of the host's control groups
 * @param hierarchies of version 1, to be mounted in that view
 */
record RuntimeGroups(
        View view,
        Optional<RuntimeConfig.Groups> config,
        List<CgroupHierarchies.Hierarchy> hierarchies,
        ControlGroup made) {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final long CPU_PERIOD_MICROS = 100_000;

    /** What of the host's control groups a runtime sees. */
    enum View {
        /** Version 1, all hierarchies from this process's groups on. */
        LEGACY,
        /** Version 2, writable. */
        UNIFIED,
        /** What is there, read-only. */
        AS_IT_IS,
        /** Nothing. */
        HIDDEN
    }

    /**
     * Groups for a command. Root has them always, as without them a command could open any device that it makes a node of; others
     * only for limits.
     */
    static RuntimeGroups plan(ProcessSpec spec, Rights rights, OciRuntime.Kind kind) throws IOException {
        ProcessSpec.Limits limits = spec.limits();
        boolean limited = limits.memoryBytes() > 0 || limits.nanoCpus() > 0 || limits.pids() > 0;
        List<CgroupHierarchies.Hierarchy> hierarchies = CgroupHierarchies.read();
        boolean writable = !rights.inUserNamespace()
                && (hierarchies.isEmpty()
                        ? OwnFiles.isWritable(MOUNT)
                        : hierarchies.stream().allMatch(h -> OwnFiles.isWritable(h.own())));
        if (!limited && !writable) {
            View view = kind == OciRuntime.Kind.CRUN ? View.HIDDEN : View.AS_IT_IS;
            return new RuntimeGroups(view, Optional.empty(), List.of(), ControlGroup.none());
        }
        if (!hierarchies.isEmpty() && !writable) {
            throw refused("groups cannot be made in " + hierarchies.get(0).own(), Optional.empty());
        }
        String name = StaleGroups.freshName();
        return hierarchies.isEmpty() ? unified(spec, name) : legacy(spec, name, hierarchies);
    }

    private static RuntimeGroups legacy(ProcessSpec spec, String name, List<CgroupHierarchies.Hierarchy> hierarchies)
            throws IOException {
        for (CgroupHierarchies.Hierarchy hierarchy : hierarchies) {
            StaleGroups.sweep(hierarchy.own());
        }
        List<Path> directories =
                hierarchies.stream().map(h -> h.own().resolve(name)).toList();
        RuntimeConfig.Groups config = config(spec, "/" + name);
        ControlGroup made = ControlGroup.madeElsewhere(directories);
        return new RuntimeGroups(View.LEGACY, Optional.of(config), hierarchies, made);
    }

    private static RuntimeGroups unified(ProcessSpec spec, String name) throws IOException {
        Path parent = MOUNT;
        for (String controller : ControlGroup.controllers(spec.limits())) {
            try {
                parent = CgroupMounts.find(controller).directory();
            } catch (IOException e) {
                throw refused(e.getMessage(), Optional.of(e));
            }
        }
        StaleGroups.sweep(parent);
        Path directory = parent.resolve(name);
        RuntimeConfig.Groups config = config(spec, "/" + MOUNT.relativize(directory));
        ControlGroup made = ControlGroup.madeElsewhere(List.of(directory));
        return new RuntimeGroups(View.UNIFIED, Optional.of(config), List.of(), made);
    }

    private static BuildException refused(String why, Optional<IOException> cause) {
        BuildException refused = BuildException.of(ErrorCode.FEATURE_MISSING, "cannot limit a command: " + why)
                .withHint("run jbuild as root, or have control groups delegated to the user");
        return cause.isPresent() ? refused.withCause(cause.get()) : refused;
    }

    private static RuntimeConfig.Groups config(ProcessSpec spec, String path) throws IOException {
        Map<String, Long> limits = new TreeMap<>();
        if (spec.limits().memoryBytes() > 0) {
            limits.put("memory.limit", spec.limits().memoryBytes());
        }
        if (spec.limits().nanoCpus() > 0) {
            limits.put("cpu.period", CPU_PERIOD_MICROS);
            limits.put("cpu.quota", Math.max(1000, spec.limits().nanoCpus() * CPU_PERIOD_MICROS / 1_000_000_000L));
        }
        if (spec.limits().pids() > 0) {
            limits.put("pids.limit", spec.limits().pids());
        }
        return new RuntimeConfig.Groups(path, DeviceRules.of(spec), limits);
    }
}
