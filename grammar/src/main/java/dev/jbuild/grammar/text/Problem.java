package dev.jbuild.grammar.text;

import java.util.Objects;

/**
 * Something wrong at a place of a file.
 *
 * @param code stable id: a word with hyphens for an error ({@code unknown-instruction}), the name of the rule for a warning ({@code
 *     StageNameCasing})
 * @param message what is wrong and why, lower case, one line, no final period
 * @param hint what to do, starting with a verb; empty if there is nothing to say
 */
public record Problem(Severity severity, String code, String message, Span span, String hint) {

    /** Longer messages and hints are cut. */
    private static final int MAX_LENGTH = 400;

    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(span, "span");
        Objects.requireNonNull(hint, "hint");
        message = shortened(message);
        hint = shortened(hint);
        if (code.isEmpty() || message.isEmpty()) {
            throw new IllegalArgumentException("a problem needs a code and a message");
        }
    }

    /** Texts of the file stand in messages, and may be of any length. */
    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
    }

    /** An error without a hint. */
    public static Problem error(String code, String message, Span span) {
        return new Problem(Severity.ERROR, code, message, span, "");
    }

    /** A warning without a hint. */
    public static Problem warning(String code, String message, Span span) {
        return new Problem(Severity.WARNING, code, message, span, "");
    }

    public Problem withHint(String newHint) {
        return new Problem(severity, code, message, span, newHint);
    }

    public Problem withSpan(Span newSpan) {
        return new Problem(severity, code, message, newSpan, hint);
    }
}
