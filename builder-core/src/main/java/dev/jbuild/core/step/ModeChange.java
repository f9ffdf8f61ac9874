package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** What --chmod does to a mode. */
sealed interface ModeChange {

    /** The mode of a file that had this one. */
    int apply(int mode, boolean directory);

    /** The mode of directories that are made on the way to the destination. */
    int ofParents();

    /** Reads --chmod as written; empty changes nothing. Something else than a mode is a BuildException DOCKERFILE_INVALID. */
    static ModeChange parse(String text) {
        if (text.isEmpty()) {
            return new Nothing();
        }
        boolean octal = Character.isDigit(text.charAt(0));
        return octal ? new Octal(octal(text)) : new Symbolic(SymbolicMode.parse(text));
    }

    private static int octal(String text) {
        int mode = 0;
        for (char c : text.toCharArray()) {
            if (c < '0' || c > '7' || (mode = mode << 3 | c - '0') > 07777) {
                throw invalid(text);
            }
        }
        return mode;
    }

    /** The error for what is no mode. */
    static BuildException invalid(String text) {
        return BuildException.of(
                        ErrorCode.DOCKERFILE_INVALID,
                        "--chmod: got \"%s\", want a mode from 0 to 7777 or clauses such as u=rwX,go=rX"
                                .formatted(text))
                .withHint("write --chmod=755 for programs, --chmod=644 for other files");
    }

    /** No --chmod. */
    record Nothing() implements ModeChange {
        @Override
        public int apply(int mode, boolean directory) {
            return mode;
        }

        @Override
        public int ofParents() {
            return 0755;
        }
    }

    /** A number, which parents get too. */
    record Octal(int mode) implements ModeChange {
        @Override
        public int apply(int before, boolean directory) {
            return mode;
        }

        @Override
        public int ofParents() {
            return mode;
        }
    }

    /** Clauses, one after the other; parents keep 0755. */
    record Symbolic(List<SymbolicMode> clauses) implements ModeChange {
        public Symbolic {
            clauses = List.copyOf(new ArrayList<>(clauses));
        }

        @Override
        public int apply(int mode, boolean directory) {
            int changed = mode;
            for (SymbolicMode clause : clauses) {
                changed = clause.apply(changed, directory);
            }
            return changed;
        }

        @Override
        public int ofParents() {
            return 0755;
        }
    }
}
