package dev.jbuild.core.frontend;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.grammar.text.Span;

/** Why one instruction cannot be planned. It ends the reading of that instruction; the next ones are still read. */
final class InstructionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Span span;
    private final String hint;

    InstructionException(ErrorCode code, String message, Span span, String hint) {
        super(message, null, false, false);
        this.code = code;
        this.span = span;
        this.hint = hint;
    }

    /** A mistake in the Dockerfile without a hint. */
    static InstructionException invalid(String message, Span span) {
        return new InstructionException(ErrorCode.DOCKERFILE_INVALID, message, span, "");
    }

    InstructionException withHint(String text) {
        return new InstructionException(code, message(), span, text);
    }

    ErrorCode code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    Span span() {
        return span;
    }

    String hint() {
        return hint;
    }
}
