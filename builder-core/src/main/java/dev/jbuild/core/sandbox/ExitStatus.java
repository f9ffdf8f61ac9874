package dev.jbuild.core.sandbox;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a command ended.
 *
 * @param code its exit status, 128 + n when signal n ended it
 * @param struck the limits that the kernel enforced while it ran
 */
public record ExitStatus(int code, Set<Limit> struck) {

    /** A limit that makes commands fail. */
    public enum Limit {
        /** A process was killed for want of memory. */
        MEMORY,
        /** A process could not be started, as there were as many as may be. */
        PROCESSES
    }

    public ExitStatus {
        struck = Set.copyOf(struck);
    }

    public ExitStatus(int code, boolean outOfMemory) {
        this(code, outOfMemory ? EnumSet.of(Limit.MEMORY) : EnumSet.noneOf(Limit.class));
    }

    /** True when a memory limit ended it. */
    public boolean outOfMemory() {
        return struck.contains(Limit.MEMORY);
    }

    public boolean success() {
        return code == 0;
    }
}
