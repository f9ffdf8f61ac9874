package dev.jbuild.exec.program;

import dev.jbuild.core.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One call of a program under construction, and what is to become of its result. Used by one thread. */
public final class Operation {
    static final int ONCE = -1;

    private static final int MOST_ACCEPTED = 4;
    private static final int ERROR_BITS = 16;

    final Syscall call;
    final Arg[] args;
    boolean acceptAll;

    /** The accepted errors, 16 bits each, from the lowest. */
    long accepted;

    @Nullable
    Slot into;

    long jumpIf;

    @Nullable
    Label jumpTo;

    ErrorCode code = ErrorCode.INPUT_OUTPUT;
    String meaning = "";

    /** With {@link #each}, one call for each of these bits. */
    long bits;

    int counting = ONCE;

    private int acceptedErrors;

    Operation(Syscall call, Arg[] args) {
        this.call = call;
        this.args = args;
    }

    /** These errors are no failure. */
    public Operation accept(Errno... errnos) {
        for (Errno errno : errnos) {
            if (acceptedErrors == MOST_ACCEPTED) {
                throw new IllegalArgumentException("at most " + MOST_ACCEPTED + " errors can be accepted");
            }
            accepted |= (long) errno.number() << ERROR_BITS * acceptedErrors++;
        }
        return this;
    }

    /** No error is a failure. */
    public Operation acceptAll() {
        acceptAll = true;
        return this;
    }

    /** One call for each bit of a set, whose number is added to an argument: for the signals, the capabilities. */
    public Operation each(int argument, long set) {
        if (args.length == ProgramImage.ARGUMENTS || argument >= args.length) {
            throw new IllegalArgumentException(
                    call + " with " + args.length + " arguments, of which " + argument + " counts");
        }
        counting = argument;
        bits = set;
        return this;
    }

    /** Keeps the result. */
    public Operation into(Slot slot) {
        into = slot;
        return this;
    }

    /** Goes on there when the result is 0: in the child of a clone, at the end of what is read. */
    public Operation whenZero(Label label) {
        return jump(0, label);
    }

    /** Goes on there when the result is this number, such as that of a signal. */
    public Operation whenResult(long result, Label label) {
        return jump(result, label);
    }

    /** Goes on there when the call fails with this error, which is then no failure. */
    public Operation when(Errno errno, Label label) {
        return jump(-errno.number(), label);
    }

    /** What a failure is to be called. */
    public Operation orFail(ErrorCode failure, String text) {
        code = failure;
        meaning = text;
        return this;
    }

    private Operation jump(long result, Label label) {
        if (jumpTo != null) {
            throw new IllegalStateException("an operation jumps to one place only");
        }
        jumpIf = result;
        jumpTo = label;
        return this;
    }

    /** The call and the strings in its arguments, such as {@code mount overlay /run}. */
    String subject() {
        if (call == Syscall.FAIL_WITH) {
            return "";
        }
        StringBuilder subject = new StringBuilder(call.name().toLowerCase(Locale.ROOT));
        for (Arg arg : args) {
            if (arg instanceof Arg.Text text && text.bytes().length > 0) {
                subject.append(' ').append(text.plain());
            }
        }
        return subject.toString();
    }

    /** One line for people and golden files. */
    String line() {
        StringBuilder line = new StringBuilder(call.name().toLowerCase(Locale.ROOT)).append('(');
        for (int i = 0; i < args.length; i++) {
            line.append(i == 0 ? "" : ", ").append(args[i]);
        }
        line.append(')');
        if (counting != ONCE) {
            line.append(", for each bit of 0x").append(Long.toHexString(bits));
        }
        if (into != null) {
            line.append(" -> ").append(into);
        }
        if (acceptAll) {
            line.append(", any error is fine");
        } else if (acceptedErrors > 0) {
            line.append(", fine:");
            for (int i = 0; i < acceptedErrors; i++) {
                line.append(' ').append(Errno.name((int) (accepted >>> ERROR_BITS * i & 0xffff)));
            }
        }
        if (jumpTo != null) {
            line.append(", ")
                    .append(jumpIf >= 0 ? Long.toString(jumpIf) : Errno.name((int) -jumpIf))
                    .append(": goto ")
                    .append(jumpTo);
        }
        return line.toString();
    }
}
