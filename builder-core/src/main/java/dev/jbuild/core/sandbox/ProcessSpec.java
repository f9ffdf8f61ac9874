package dev.jbuild.core.sandbox;

import java.util.List;

/**
 * A command and the world it sees.
 *
 * @param args the program, looked up along env's PATH when it has no slash, and its arguments
 * @param env the whole environment, {@code NAME=value}; nothing is added
 * @param workingDir absolute, made when missing
 * @param mounts in order; /proc, /sys, /dev, /etc/resolv.conf, /etc/hosts and /etc/hostname are the sandbox's own
 */
public record ProcessSpec(
        RootFs rootFs,
        List<String> args,
        List<String> env,
        String workingDir,
        Identity identity,
        String hostname,
        List<HostEntry> extraHosts,
        Network network,
        Privileges privileges,
        Limits limits,
        List<Mount> mounts) {

    public ProcessSpec {
        args = List.copyOf(args);
        env = List.copyOf(env);
        extraHosts = List.copyOf(extraHosts);
        mounts = List.copyOf(mounts);
    }

    /** Numeric ids, looked up in the image by the caller. */
    public record Identity(long uid, long gid, List<Long> supplementaryGids) {
        public static final Identity ROOT = new Identity(0, 0, List.of());

        public Identity {
            supplementaryGids = List.copyOf(supplementaryGids);
        }
    }

    /** A line of /etc/hosts. */
    public record HostEntry(String name, String address) {}

    /** Which network the command sees. */
    public enum Network {
        HOST,
        NONE,
        PRIVATE
    }

    /** How far the command is confined. */
    public enum Privileges {
        /** Docker's default capabilities and the seccomp list. */
        DEFAULT,
        /** The same, and no new privileges by setuid programs. */
        NO_NEW_PRIVILEGES,
        /** All capabilities, no seccomp; only when the user allowed it. */
        INSECURE
    }

    /**
     * Limits; 0 means none for the first three.
     *
     * @param shmBytes size of /dev/shm
     * @param ulimits {@code name=soft:hard}
     */
    public record Limits(long memoryBytes, long nanoCpus, long pids, long shmBytes, List<String> ulimits) {
        public static final long DEFAULT_SHM_BYTES = 64L * 1024 * 1024; // 64 MiB, as Docker
        public static final Limits NONE = new Limits(0, 0, 0, DEFAULT_SHM_BYTES, List.of());

        public Limits {
            ulimits = List.copyOf(ulimits);
        }
    }
}
