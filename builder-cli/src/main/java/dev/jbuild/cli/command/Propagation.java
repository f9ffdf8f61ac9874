package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.Set;

/**
 * What becomes, on the other side of a path of the host that is mounted, of what is mounted below it later; in Docker's words. Nothing
 * is what commands have, and all that they can have.
 */
final class Propagation {
    private static final Set<String> NONE = Set.of("private", "rprivate");
    private static final Set<String> FROM_HOST = Set.of("slave", "rslave");
    private static final Set<String> BOTH_WAYS = Set.of("shared", "rshared");

    /** All words. */
    static final Set<String> WORDS = Set.of("private", "rprivate", "slave", "rslave", "shared", "rshared");

    private Propagation() {}

    /** Refuses what is not to be had. */
    static void check(String word, String option, String text) {
        if (NONE.contains(word)) {
            return;
        }
        if (FROM_HOST.contains(word)) {
            throw refusal(
                    word,
                    option,
                    text,
                    "what the host mounts later does not come to a command, as it would come without being made read-only",
                    "leave it out, and mount what the command needs before it begins, or by an option of its own");
        }
        if (BOTH_WAYS.contains(word)) {
            throw refusal(
                    word,
                    option,
                    text,
                    "what a command mounts stays in its container, which leaves nothing on the host",
                    "leave it out, and mount on the host, outside of the container");
        }
        throw BuildOptions.wrong(
                option, text, "private or rprivate, which is how all are mounted, not \"" + word + "\"");
    }

    private static BuildException refusal(String word, String option, String text, String reason, String hint) {
        return BuildException.of(
                        ErrorCode.USAGE, "got %s \"%s\", and there is no %s: %s".formatted(option, text, word, reason))
                .withHint(hint);
    }
}
