package dev.jbuild.core.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command and the world it sees.
 *
 * @param args the program, looked up along env's PATH when it has no slash, and its arguments
 * @param env the whole environment, {@code NAME=value}; nothing is added
 * @param workingDir absolute, made when missing
 * @param mounts in order; /proc, /sys, /dev, /etc/resolv.conf, /etc/hosts and /etc/hostname are the sandbox's own
 * @param adjustments what differs from the usual, because the user said so
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
        List<Mount> mounts,
        Adjustments adjustments) {

    public ProcessSpec {
        args = List.copyOf(args);
        env = List.copyOf(env);
        extraHosts = List.copyOf(extraHosts);
        mounts = List.copyOf(mounts);
    }

    /** The same with another environment. */
    public ProcessSpec withEnv(List<String> otherEnv) {
        return with(rootFs, args, otherEnv, adjustments);
    }

    /** Another command in the same surroundings, on another rootfs. */
    public ProcessSpec with(RootFs otherRootFs, List<String> otherArgs) {
        return with(otherRootFs, otherArgs, env, adjustments);
    }

    /** The same with adjustments. */
    public ProcessSpec with(Adjustments wanted) {
        return with(rootFs, args, env, wanted);
    }

    private ProcessSpec with(
            RootFs otherRootFs, List<String> otherArgs, List<String> otherEnv, Adjustments otherAdjustments) {
        return new ProcessSpec(
                otherRootFs,
                otherArgs,
                otherEnv,
                workingDir,
                identity,
                hostname,
                extraHosts,
                network,
                privileges,
                limits,
                mounts,
                otherAdjustments);
    }

    /** Numeric ids, looked up in the image by the caller. */
    public record Identity(long uid, long gid, List<Long> supplementaryGids) {
        public static final Identity ROOT = new Identity(0, 0, List.of());

        public Identity {
            supplementaryGids = List.copyOf(supplementaryGids);
        }
    }

    /** A line of /etc/hosts; the address {@link #HOST_GATEWAY} stands for the host's as the command can reach it. */
    public record HostEntry(String name, String address) {
        public static final String HOST_GATEWAY = "host-gateway";
    }

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

    /**
     * What a user can have otherwise.
     *
     * @param added capabilities beside the default ones
     * @param dropped capabilities of the default ones that are taken away
     * @param devices of the host
     */
    public record Adjustments(
            Set<Capability> added, Set<Capability> dropped, List<Device> devices, RootAccess root, Init init) {
        public static final Adjustments NONE =
                new Adjustments(Set.of(), Set.of(), List.of(), RootAccess.WRITABLE, Init.COMMAND);

        public Adjustments {
            added = Set.copyOf(added);
            dropped = Set.copyOf(dropped);
            devices = List.copyOf(devices);
        }
    }

    /**
     * A device that the command may use.
     *
     * @param path where it appears, absolute and below {@code /dev}
     * @param access some of {@code r} to read, {@code w} to write and {@code m} to make nodes of it; kept to where the command has a
     *     control group
     */
    public record Device(Path host, String path, String access) {
        private static final Pattern ACCESS = Pattern.compile("[rwm]{1,3}");

        public Device {
            if (!isAccess(access)) {
                throw new IllegalArgumentException("got access \"" + access + "\", want some of r, w and m");
            }
        }

        /** With all access. */
        public Device(Path host, String path) {
            this(host, path, "rwm");
        }

        /** Whether a text says what may be done with a device. */
        public static boolean isAccess(String text) {
            return ACCESS.matcher(text).matches();
        }
    }

    /** Whether the rootfs itself can be written; mounts have an access of their own. */
    public enum RootAccess {
        WRITABLE,
        READ_ONLY
    }

    /** Which process is the first one. */
    public enum Init {
        /** The command. */
        COMMAND,
        /** One that hands signals on to the command and buries orphans. */
        REAPER
    }
}
