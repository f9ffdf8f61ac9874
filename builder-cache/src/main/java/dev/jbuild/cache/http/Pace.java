package dev.jbuild.cache.http;

import java.time.Duration;

/**
 * How slow a server may be.
 *
 * @param stall the longest time in which nothing comes
 * @param leastBytesPerSecond what must come on average in each such time that is spent waiting; 0 for servers that think
 */
public record Pace(Duration stall, int leastBytesPerSecond) {

    /** For what is short and read as a whole, from the beginning of its body to the end. */
    Duration whole() {
        return stall.multipliedBy(2);
    }

    /** True when so few bytes came while they were waited for so long. */
    boolean isTooSlow(long bytes, long waitedNanos) {
        return waitedNanos >= stall.toNanos() && bytes < leastBytesPerSecond * (waitedNanos / 1e9);
    }
}
