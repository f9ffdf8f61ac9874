package dev.jbuild.grammar.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A JSON array in place of arguments.
 *
 * @param strings its strings, escapes resolved
 * @param others its values that are no strings, which is an error
 */
record ExecForm(List<Token> strings, List<Token> others) {

    /** How deep brackets may nest before a text that begins with a bracket counts as text for a shell. */
    static final int MAX_DEPTH = 200;

    ExecForm {
        strings = List.copyOf(strings);
        others = List.copyOf(others);
    }

    /** The array that a text is; nothing if it is no JSON array, whatever the reason. */
    static Optional<ExecForm> read(Slice slice) {
        if (slice.isEmpty() || slice.charAt(0) != '[' || slice.charAt(slice.length() - 1) != ']') {
            return Optional.empty();
        }
        SimpleArray array = new SimpleArray(slice);
        return switch (array.read()) {
            case STRINGS -> Optional.of(new ExecForm(array.strings(), List.of()));
            case NO_JSON -> Optional.empty();
            case LEFT_TO_THE_PARSER -> isTooDeep(slice) ? Optional.empty() : ExecFormReader.read(slice);
        };
    }

    private static boolean isTooDeep(Slice slice) {
        int depth = 0;
        for (int i = 0; i < slice.length(); i++) {
            char c = slice.charAt(i);
            depth += c == '[' || c == '{' ? 1 : 0;
            depth -= c == ']' || c == '}' ? 1 : 0;
            if (depth > MAX_DEPTH) {
                return true;
            }
        }
        return false;
    }
}
