package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.runtime.RuntimeConfig;
import dev.jbuild.exec.runtime.RuntimeConfig.MountEntry;
import dev.jbuild.exec.seccomp.SeccompRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The sandbox's policy in the words of the runtime specification: what the native one does by calls, a runtime is told. */
final class RuntimePolicy {
    private static final byte[] NOTHING = new byte[0];

    private final ProcessSpec spec;
    private final Rights rights;
    private final Machine machine;

    RuntimePolicy(ProcessSpec spec, Rights rights, Machine machine) {
        this.spec = spec;
        this.rights = rights;
        this.machine = machine;
    }

    /**
     * What is known when the program is made.
     *
     * @param rootFs where it is attached
     * @param staged the mounts to be bound, after the kernel's own
     * @param cwd resolved
     * @param args the command, or what carries it out
     */
    record Places(String rootFs, List<MountEntry> staged, String cwd, List<String> args) {}

    RuntimeConfig config(Places places, StreamsShape streams, RuntimeGroups groups) throws IOException {
        List<MountEntry> mounts = kernel(places.staged());
        mounts.addAll(places.staged().stream().filter(mount -> !isSys(mount)).toList());
        boolean confined = spec.privileges() != ProcessSpec.Privileges.INSECURE;
        RuntimeConfig.Linux linux = new RuntimeConfig.Linux(
                namespaces(),
                groups.config(),
                confined ? Optional.of(SeccompRules.of(machine, Confinement.added(spec))) : Optional.empty(),
                confined ? MaskedPaths.masked() : List.of(),
                confined ? MaskedPaths.readOnly() : List.of());
        boolean readOnly = spec.adjustments().root() == ProcessSpec.RootAccess.READ_ONLY;
        RuntimeConfig.Root root = new RuntimeConfig.Root(places.rootFs(), readOnly);
        return new RuntimeConfig(process(places, streams), root, spec.hostname(), mounts, linux);
    }

    /** True when /sys must be the host's, bound: only who owns a network may mount it anew. */
    static boolean bindsSys(ProcessSpec spec, Rights rights) {
        return rights.inUserNamespace() && spec.network() == ProcessSpec.Network.HOST;
    }

    private static boolean isSys(MountEntry mount) {
        return mount.destination().equals("/sys");
    }

    private List<MountEntry> kernel(List<MountEntry> staged) {
        String access = spec.privileges() == ProcessSpec.Privileges.INSECURE ? "rw" : "ro";
        MountEntry sys = staged.stream()
                .filter(RuntimePolicy::isSys)
                .findFirst()
                .orElse(mount("/sys", "sysfs", "nosuid", "nodev", "noexec", access));
        List<String> pts = new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (rights.manyIds()) {
            pts.add("gid=5");
        }
        String shm = "size=" + spec.limits().shmBytes();
        return new ArrayList<>(List.of(
                mount("/proc", "proc", "nosuid", "nodev", "noexec"),
                sys,
                mount("/dev", "tmpfs", "nosuid", "mode=755", "size=65536k"),
                mount("/dev/pts", "devpts", pts.toArray(new String[0])),
                mount("/dev/shm", "tmpfs", "nosuid", "nodev", "noexec", "mode=1777", shm),
                mount("/dev/mqueue", "mqueue", "nosuid", "nodev", "noexec")));
    }

    private static MountEntry mount(String destination, String type, String... options) {
        return new MountEntry(destination, type, type, List.of(options));
    }

    private List<String> namespaces() {
        List<String> namespaces = new ArrayList<>(List.of("mount", "pid", "ipc", "uts", "cgroup"));
        if (spec.network() == ProcessSpec.Network.NONE) {
            namespaces.add("network"); // a private one is the runtime's already
        }
        return namespaces;
    }

    private RuntimeConfig.Process process(Places places, StreamsShape streams) throws IOException {
        ProcessSpec.Identity identity = spec.identity();
        Optional<RuntimeConfig.TerminalSize> terminal = streams instanceof StreamsShape.Terminal shape
                ? Optional.of(new RuntimeConfig.TerminalSize(shape.rows(), shape.columns()))
                : Optional.empty();
        List<Long> groups = rights.manyIds() ? identity.supplementaryGids() : List.of();
        return new RuntimeConfig.Process(
                terminal,
                new RuntimeConfig.User(identity.uid(), identity.gid(), groups),
                places.args(),
                spec.env(),
                places.cwd(),
                capabilities(),
                rlimits(),
                spec.privileges() == ProcessSpec.Privileges.NO_NEW_PRIVILEGES);
    }

    private RuntimeConfig.Capabilities capabilities() throws IOException {
        if (spec.privileges() == ProcessSpec.Privileges.INSECURE) {
            List<String> all = names(OwnCapabilities.all());
            return new RuntimeConfig.Capabilities(all, all);
        }
        List<String> bounding = names(Confinement.capabilities(spec));
        return new RuntimeConfig.Capabilities(bounding, spec.identity().uid() == 0 ? bounding : List.of());
    }

    private static List<String> names(long set) {
        return Arrays.stream(Capability.values())
                .filter(capability -> (set & capability.bit()) != 0)
                .map(Capability::id)
                .toList();
    }

    private List<RuntimeConfig.Rlimit> rlimits() throws IOException {
        byte[] limits = OwnFiles.read(Path.of("/proc/self/limits")).orElse(NOTHING);
        String own = new String(limits, StandardCharsets.US_ASCII);
        Map<String, RuntimeConfig.Rlimit> rlimits = new TreeMap<>();
        for (ResourceLimits.Limit limit : ResourceLimits.all(own, spec.limits().ulimits())) {
            String type = "RLIMIT_" + limit.name().toUpperCase(java.util.Locale.ROOT);
            rlimits.put(type, new RuntimeConfig.Rlimit(type, limit.soft(), limit.hard()));
        }
        return List.copyOf(rlimits.values());
    }
}
