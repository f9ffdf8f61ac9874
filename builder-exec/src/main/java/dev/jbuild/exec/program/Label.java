package dev.jbuild.exec.program;

/** A place of a program to which an operation may jump. Compared by identity: two labels of one name are two places. */
public final class Label {
    static final int NOWHERE = -1;

    private final String name;
    private int operation = NOWHERE;

    Label(String name) {
        this.name = name;
    }

    void place(int at) {
        if (operation != NOWHERE) {
            throw new IllegalStateException("label " + name + " is placed twice");
        }
        operation = at;
    }

    int operation() {
        if (operation == NOWHERE) {
            throw new IllegalStateException("label " + name + " is nowhere");
        }
        return operation;
    }

    @Override
    public String toString() {
        return name;
    }
}
