package dev.jbuild.core.export;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the files of an image are laid out by the outputs {@code tar} and {@code local}.
 *
 * @param mtime what every file gets as its time; null for its own
 * @param claimPrefix of the names of the files of attestations
 */
public record FilesForm(
        Split split, Existing existing, @Nullable Instant mtime, String claimPrefix) {
    private static final String CLAIM_PREFIX = "attestation-prefix";

    /** The names of the options that {@link #of} reads; a tar has no {@code mode}. */
    public static final Set<String> OPTIONS = Set.of("platform-split", "mode", CLAIM_PREFIX);

    /** Whether there is a directory for the platform. */
    public enum Split {
        /** The files stand at the top. */
        NONE,
        /** They stand in a directory such as {@code linux_arm64}. */
        PLATFORM
    }

    /** What becomes of files that the destination has and the image has not. */
    public enum Existing {
        KEPT,
        DELETED
    }

    /** Reads options by BuildKit's names; other names are left to the caller. */
    public static FilesForm of(Map<String, String> options, Split usual, @Nullable Instant mtime) {
        boolean split = OptionValues.isSet(options, "platform-split", usual == Split.PLATFORM ? "true" : "false");
        String mode = options.getOrDefault("mode", "copy");
        Existing existing = switch (mode) {
            case "copy" -> Existing.KEPT;
            case "delete" -> Existing.DELETED;
            default -> throw OptionValues.wrong("mode", mode, "copy or delete");
        };
        return new FilesForm(split ? Split.PLATFORM : Split.NONE, existing, mtime, claimPrefix(options));
    }

    private static String claimPrefix(Map<String, String> options) {
        String prefix = options.getOrDefault(CLAIM_PREFIX, "");
        if (prefix.indexOf('/') >= 0 || prefix.indexOf('\0') >= 0) {
            throw OptionValues.wrong(CLAIM_PREFIX, prefix, "the beginning of a file's name");
        }
        return prefix;
    }

    long time(long ownSeconds) {
        return Optional.ofNullable(mtime).map(Instant::getEpochSecond).orElse(ownSeconds);
    }
}
