package dev.jbuild.exec.host;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for what this process makes in places of its own, which no process that lives, and none of this machine's before, has given: of the process id,
 * the time and a count. Random ones would have Java look for its source of randomness first, which takes ten milliseconds. Anybody can guess them.
 */
public final class FreshName {
    private static final String PROCESS =
            Long.toHexString(ProcessHandle.current().pid()) + "-" + Long.toHexString(System.currentTimeMillis()) + "-";
    private static final String ZEROS = "00000000";
    private static final AtomicLong made = new AtomicLong();

    private FreshName() {}

    /** The next one: hexadecimal digits and dashes, 36 characters at most, and as many for each of the first four billion. */
    public static String next() {
        String count = Long.toHexString(made.incrementAndGet());
        return PROCESS + ZEROS.substring(Math.min(count.length(), ZEROS.length())) + count;
    }
}
