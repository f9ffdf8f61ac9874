package dev.jbuild.core.error;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure that is not a bug of jbuild: what failed and why, where in the Dockerfile, and what to try. Never shown with a
 * stack trace. Messages start in lower case, end without a period, quote names with {@code "…"}, and say
 * <i>got X, want Y</i>.
 */
public final class BuildException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String hint;
    private final transient List<String> details;
    private final transient Optional<SourceLocation> location;

    private BuildException(
            ErrorCode code,
            String message,
            String hint,
            List<String> details,
            Optional<SourceLocation> location,
            Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.hint = hint;
        this.details = List.copyOf(details);
        this.location = location;
    }

    public static BuildException of(ErrorCode code, String message) {
        return new BuildException(code, message, "", List.of(), Optional.empty(), null);
    }

    /** The same failure with what to try: one line that starts with a verb. */
    public BuildException withHint(String text) {
        return new BuildException(code, getMessage(), text, details, location, getCause());
    }

    /** The same failure with lines that are shown below the message, such as the last output of a command. */
    public BuildException withDetails(List<String> lines) {
        return new BuildException(code, getMessage(), hint, lines, location, getCause());
    }

    /** The same failure, at this place of a Dockerfile; a place that is already known stays. */
    public BuildException at(SourceLocation place) {
        return location.isPresent()
                ? this
                : new BuildException(code, getMessage(), hint, details, Optional.of(place), getCause());
    }

    public BuildException withCause(Throwable cause) {
        BuildException copy = new BuildException(code, getMessage(), hint, details, location, cause);
        for (Throwable suppressed : getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }

    public ErrorCode code() {
        return code;
    }

    /** What to try; empty when there is nothing to say. */
    public String hint() {
        return hint;
    }

    public List<String> details() {
        return details;
    }

    public Optional<SourceLocation> location() {
        return location;
    }
}
