package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import java.util.Optional;

/**
 * One flag, read without the generated parser.
 *
 * @param text quotes removed, escapes resolved
 * @param length of the flag as it is written
 */
record SimpleFlag(String text, int length) {

    /** The flag that a text begins with; nothing if the text ends with a backslash that has nothing to escape. */
    static Optional<SimpleFlag> read(Slice slice) {
        String written = slice.text();
        StringBuilder text = new StringBuilder();
        char quote = 0;
        int end = 0;
        while (end < written.length() && (quote != 0 || !Blanks.isSpace(written.charAt(end)))) {
            char c = written.charAt(end);
            if (c == '\\') {
                end++;
                if (end == written.length()) {
                    return Optional.empty();
                }
                text.append(written.charAt(end));
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                text.append(c);
            }
            end++;
        }
        return Optional.of(new SimpleFlag(text.toString(), end));
    }
}
