package dev.jbuild.exec.program;

/**
 * The address of bytes that the program carries with it.
 *
 * @param offset from the start of the program's data
 * @param name what they are, for the text form
 */
public record Memory(int offset, String name) implements Arg {

    /** A place within. */
    public Memory plus(int bytes) {
        return new Memory(offset + bytes, name + "+" + bytes);
    }

    @Override
    public String toString() {
        return "&" + name;
    }
}
