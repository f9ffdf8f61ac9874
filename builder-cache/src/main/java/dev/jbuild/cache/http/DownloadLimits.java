package dev.jbuild.cache.http;

import java.time.Duration;

/**
 * What a download may cost.
 *
 * @param maxBytes the most bytes of one file
 * @param timeout for an answer to begin, and for a transfer to move at all
 * @param attempts how often it is tried before it has failed
 * @param pause before the second attempt; it doubles from there on
 */
public record DownloadLimits(long maxBytes, Duration timeout, int attempts, Duration pause) {
    /** 256 GiB, half a minute of silence, three attempts. */
    public static final DownloadLimits DEFAULT =
            new DownloadLimits(256L << 30, Duration.ofSeconds(30), 3, Duration.ofMillis(500));

    public DownloadLimits {
        if (attempts < 1) {
            throw new IllegalArgumentException("got " + attempts + " attempts, want at least one");
        }
    }
}
