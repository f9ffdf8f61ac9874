package dev.jbuild.exec.runtime;

import dev.jbuild.exec.seccomp.SeccompRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A container as the runtime specification describes it: what jbuild says of the properties that Linux has, and nothing else.
 * Checked here is what the specification demands of it.
 *
 * @param mounts in the order in which they are made
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md">config.md</a>
 */
public record RuntimeConfig(Process process, Root root, String hostname, List<MountEntry> mounts, Linux linux) {
    /** The version of the specification that this is written to. */
    public static final String VERSION = "1.0.2";

    public RuntimeConfig {
        mounts = List.copyOf(mounts);
    }

    /** The directory that becomes {@code /}, by its absolute path. */
    public record Root(String path, boolean readOnly) {
        public Root {
            absolute(path);
        }
    }

    /**
     * The process that is started.
     *
     * @param terminal its size, when it has one
     * @param capabilities names of the effective, permitted and bounding set; the other two are always empty
     */
    public record Process(
            Optional<TerminalSize> terminal,
            User user,
            List<String> args,
            List<String> env,
            String cwd,
            Capabilities capabilities,
            List<Rlimit> rlimits,
            boolean noNewPrivileges) {
        public Process {
            args = List.copyOf(args);
            env = List.copyOf(env);
            rlimits = List.copyOf(rlimits);
            absolute(cwd);
            if (args.isEmpty()) {
                throw new IllegalArgumentException("a process without arguments");
            }
            Set<String> types = new TreeSet<>();
            for (Rlimit rlimit : rlimits) {
                if (!types.add(rlimit.type())) {
                    throw new IllegalArgumentException("two limits of type " + rlimit.type());
                }
            }
        }
    }

    /** The size of a terminal, in characters. */
    public record TerminalSize(int height, int width) {}

    /** Numeric ids in the container. */
    public record User(long uid, long gid, List<Long> additionalGids) {
        public User {
            additionalGids = List.copyOf(additionalGids);
        }
    }

    /** Names of capabilities; what is kept is effective and permitted. Nothing is inheritable, nothing ambient. */
    public record Capabilities(List<String> bounding, List<String> kept) {
        public Capabilities {
            bounding = List.copyOf(bounding);
            kept = List.copyOf(kept);
        }
    }

    /** A resource limit; the numbers are unsigned, all bits mean infinity. */
    public record Rlimit(String type, long soft, long hard) {
        public Rlimit {
            if (Long.compareUnsigned(soft, hard) > 0) {
                throw new IllegalArgumentException(type + ": a soft limit above the hard one");
            }
        }
    }

    /** A mount; the destination is absolute and has no link on the way. */
    public record MountEntry(String destination, String type, String source, List<String> options) {
        public MountEntry {
            options = List.copyOf(options);
            absolute(destination);
        }
    }

    /**
     * What is Linux's own.
     *
     * @param namespaces types of those that are new; each others' is the runtime's
     * @param groups the control groups, where the runtime is to make any
     */
    public record Linux(
            List<String> namespaces,
            Optional<Groups> groups,
            Optional<SeccompRules> seccomp,
            List<String> maskedPaths,
            List<String> readonlyPaths) {
        public Linux {
            namespaces = List.copyOf(namespaces);
            maskedPaths = List.copyOf(maskedPaths);
            readonlyPaths = List.copyOf(readonlyPaths);
            if (Set.copyOf(namespaces).size() != namespaces.size()) {
                throw new IllegalArgumentException("a namespace twice in " + namespaces);
            }
        }
    }

    /**
     * Control groups.
     *
     * @param path absolute, below the root of each hierarchy
     * @param limits numbers by their place, such as {@code memory.limit}
     */
    public record Groups(String path, List<DeviceRule> devices, Map<String, Long> limits) {
        public Groups {
            devices = List.copyOf(devices);
            limits = Map.copyOf(limits);
            absolute(path);
        }
    }

    /** What may be done with devices; of later rules the last that fits holds. A number of -1 is any. */
    public record DeviceRule(boolean allow, String type, long major, long minor, String access) {}

    private static void absolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("got the path \"" + path + "\", want an absolute one");
        }
    }
}
