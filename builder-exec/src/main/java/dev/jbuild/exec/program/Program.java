package dev.jbuild.exec.program;

import dev.jbuild.core.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished program: what the runner reads, and what people can read. The latter is put into words only when it is asked for, as
 * most programs do what they should and nobody asks.
 */
public final class Program {
    private static final long OTHER_OPERATIONS =
            1L << 32; // as runner.c counts those of a program that goes on for another

    private final byte[] image;
    private final Parts parts;
    private final Slots slots;

    /**
     * What people read.
     *
     * @param first the program that leaves room for this one; null for one that stands alone
     */
    record Parts(@Nullable Program first, List<Operation> operations, List<Heading> headings) {}

    /** A line before an operation: a topic, or a label that leads there. */
    record Heading(int operation, Object what) {
        @Override
        public String toString() {
            return what instanceof Label ? what + ":" : "# " + what;
        }
    }

    /** How many slots it and the program before it have, and by what names it has its own. */
    record Slots(int count, Map<String, Integer> names) {}

    Program(byte[] image, Parts parts, Slots slots) {
        this.image = image;
        this.parts = parts;
        this.slots = slots;
    }

    /** The bytes for the runner; not to be changed. */
    public byte[] image() {
        return image;
    }

    /** Where its strings begin, behind the operations. */
    int dataAt() {
        return ProgramImage.dataAt(parts.operations().size());
    }

    int slots() {
        return slots.count();
    }

    int slotsNamed(String name) {
        return slots.names().getOrDefault(name, 0);
    }

    /**
     * What is known of the operation of that number, which the runner reports when it fails: one of this program, or of that which
     * leaves room for it.
     */
    public Note note(long operation) {
        if (parts.first() != null && operation < OTHER_OPERATIONS) {
            return parts.first().note(operation);
        }
        Operation failed = parts.operations().get((int) (operation % OTHER_OPERATIONS));
        return new Note(failed.subject(), failed.code, failed.meaning);
    }

    public int operations() {
        return parts.operations().size();
    }

    /** One line for each operation, labels and topics between them, after those of the program that leaves room for this one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (parts.first() != null) {
            text.append(parts.first()).append("\n# the program that goes on at each switch\n");
        }
        List<Operation> operations = parts.operations();
        int headings = 0;
        for (int i = 0; i <= operations.size(); i++) {
            for (; headings < parts.headings().size() && parts.headings().get(headings).operation == i; headings++) {
                text.append(parts.headings().get(headings)).append('\n');
            }
            if (i < operations.size()) {
                text.append("  ").append(operations.get(i).line()).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * What a failure of an operation is called.
     *
     * @param subject the call and what it was about, such as {@code mount overlay}; empty where the program itself decided to fail
     * @param meaning what that is for the user, or empty
     */
    public record Note(String subject, ErrorCode code, String meaning) {}
}
