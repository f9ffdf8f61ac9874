package dev.jbuild.exec.program;

/** A place for the result of a call, such as a descriptor or a process id, which later calls may have as an argument. */
public record Slot(int index, String name) implements Arg {
    @Override
    public String toString() {
        return "$" + name;
    }
}
