package dev.jbuild.cli.command;

import java.util.OptionalInt;

/** Paths that name what a process has open already, as a shell's {@code <(command)} does. Each can be read but once, if it is a pipe. */
final class Descriptors {
    private static final String STANDARD_INPUT = "/dev/stdin";
    private static final int MOST_DIGITS = 6;

    private Descriptors() {}

    /** The number of the descriptor; empty for any other path. */
    static OptionalInt number(String path) {
        if (path.equals(STANDARD_INPUT)) {
            return OptionalInt.of(0);
        }
        for (String directory : new String[] {"/dev/fd/", "/proc/self/fd/"}) {
            if (path.startsWith(directory)) {
                return digits(path.substring(directory.length()));
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalInt.empty();
            }
        }
        return text.isEmpty() || text.length() > MOST_DIGITS
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(text));
    }
}
