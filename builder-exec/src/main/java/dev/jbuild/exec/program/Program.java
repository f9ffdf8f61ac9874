package dev.jbuild.exec.program;

import dev.jbuild.core.error.ErrorCode;
import java.util.List;

/** A finished program: what the runner reads, and what people can read. */
public final class Program {
    private final byte[] image;
    private final String text;
    private final List<Note> notes;

    Program(byte[] image, String text, List<Note> notes) {
        this.image = image;
        this.text = text;
        this.notes = List.copyOf(notes);
    }

    /** The bytes for the runner; not to be changed. */
    public byte[] image() {
        return image;
    }

    /** What is known of the operation of that number, which the runner reports when it fails. */
    public Note note(int operation) {
        return notes.get(operation);
    }

    public int operations() {
        return notes.size();
    }

    /** One line for each operation, labels and topics between them. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * What a failure of an operation is called.
     *
     * @param subject the call and what it was about, such as {@code mount overlay}
     * @param meaning what that is for the user, or empty
     */
    public record Note(String subject, ErrorCode code, String meaning) {}
}
