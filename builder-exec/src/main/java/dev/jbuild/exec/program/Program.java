package dev.jbuild.exec.program;

import dev.jbuild.core.error.ErrorCode;
import java.util.List;
import java.util.Map;

/**
 * A finished program: what the runner reads, and what people can read. The latter is put into words only when it is asked for, as
 * most programs do what they should and nobody asks.
 */
public final class Program {
    private final byte[] image;
    private final List<Operation> operations;
    private final Map<Integer, List<String>> headings;

    Program(byte[] image, List<Operation> operations, Map<Integer, List<String>> headings) {
        this.image = image;
        this.operations = operations;
        this.headings = headings;
    }

    /** The bytes for the runner; not to be changed. */
    public byte[] image() {
        return image;
    }

    /** What is known of the operation of that number, which the runner reports when it fails. */
    public Note note(int operation) {
        Operation failed = operations.get(operation);
        return new Note(failed.subject(), failed.code, failed.meaning);
    }

    public int operations() {
        return operations.size();
    }

    /** One line for each operation, labels and topics between them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= operations.size(); i++) {
            for (String heading : headings.getOrDefault(i, List.of())) {
                text.append(heading).append('\n');
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
