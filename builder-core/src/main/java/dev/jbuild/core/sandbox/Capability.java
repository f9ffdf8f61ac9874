package dev.jbuild.core.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A part of what root may do, in the kernel's order: the ordinal is its number. */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    private static final String PREFIX = "CAP_";

    /** Reads a name with or without {@code CAP_}, in any case; empty when there is no such capability. */
    public static Optional<Capability> find(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
        for (Capability capability : values()) {
            if (capability.name().equals(name)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    /** As the kernel's headers call it: {@code CAP_CHOWN}. */
    public String id() {
        return PREFIX + name();
    }

    /** The bit of this one in a set. */
    public long bit() {
        return 1L << ordinal();
    }

    /** The set of bits of the kernel that has these. */
    public static long bits(Capability... capabilities) {
        long bits = 0;
        for (Capability capability : capabilities) {
            bits |= capability.bit();
        }
        return bits;
    }

    /** The set of bits of the kernel, for a base to which some are added and from which some are then taken. */
    public static long bits(long base, ProcessSpec.Adjustments adjustments) {
        long bits = base;
        for (Capability capability : adjustments.added()) {
            bits |= capability.bit();
        }
        for (Capability capability : adjustments.dropped()) {
            bits &= ~capability.bit();
        }
        return bits;
    }

    /** All names, for messages. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Capability capability : values()) {
            names.add(capability.name());
        }
        return names;
    }
}
