package dev.jbuild.grammar.text;

/** A piece of an instruction that cannot be read, or whose variables have no values that suit. */
public final class FragmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int offset;

    /**
     * @param code as in {@link Problem#code}
     * @param message as in {@link Problem#message}
     * @param offset the index in the piece of the character where it is
     */
    public FragmentException(String code, String message, int offset) {
        super(message, null, false, true);
        this.code = code;
        this.offset = offset;
    }

    public String code() {
        return code;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public int offset() {
        return offset;
    }

    /** The same as an error at a place of a file. */
    public Problem problem(Span span) {
        return Problem.error(code, message(), span);
    }
}
