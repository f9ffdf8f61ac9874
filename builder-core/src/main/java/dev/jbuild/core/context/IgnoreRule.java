package dev.jbuild.core.context;

import java.util.Objects;

/**
 * A line of an ignore file, or a pattern of {@code --exclude}.
 *
 * @param source the ignore file as people know it, or {@code --exclude}
 * @param line in that file, from 1; for flags their number
 * @param text as written
 */
public record IgnoreRule(String source, int line, String text, PathPattern pattern, Effect effect) {

    public IgnoreRule {
        Objects.requireNonNull(pattern, "pattern");
    }

    /** What a match does. */
    public enum Effect {
        EXCLUDE,
        INCLUDE
    }

    /** {@code .dockerignore:3: *.log}. */
    @Override
    public String toString() {
        return source + ":" + line + ": " + text;
    }
}
