package dev.jbuild.grammar.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a JSON array of strings without the generated parser, to which it leaves values of other types and halves of pairs of surrogates. Used by one thread,
 * once for each text.
 */
final class SimpleArray {

    /** What an array of strings can be, as far as one can see here. */
    enum Answer {
        STRINGS,
        /** No JSON: then it is a command for a shell, as "[ -f x ] &amp;&amp; y" is. */
        NO_JSON,
        LEFT_TO_THE_PARSER
    }

    private static final String SIMPLE_ESCAPES = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    /** What the values begin with that are no strings. */
    private static final String OTHER_VALUES = "[{tfn-0123456789";

    private static final int HEX_DIGITS = 4;
    private static final int NONE = -1;
    private static final int SURROGATE = -2;

    private final Slice slice;
    private final String text;
    private final List<Token> strings = new ArrayList<>();
    private int next = 1;

    /** For a text that begins with a bracket. */
    SimpleArray(Slice slice) {
        this.slice = slice;
        this.text = slice.text();
    }

    /** The strings, if {@link #read} said that there are. */
    List<Token> strings() {
        return strings;
    }

    Answer read() {
        skipSpace();
        boolean another = !isAt(']');
        while (another) {
            if (!isAt('"')) {
                boolean other = next < text.length() && OTHER_VALUES.indexOf(text.charAt(next)) >= 0;
                return other ? Answer.LEFT_TO_THE_PARSER : Answer.NO_JSON;
            }
            Answer string = readString();
            if (string != Answer.STRINGS) {
                return string;
            }
            skipSpace();
            another = isAt(',');
            next += another ? 1 : 0;
            skipSpace();
        }
        return isAt(']') && next == text.length() - 1 ? Answer.STRINGS : Answer.NO_JSON;
    }

    private Answer readString() {
        int start = next;
        StringBuilder string = new StringBuilder();
        for (next++; !isAt('"'); next++) {
            if (next == text.length() || text.charAt(next) < ' ') {
                return Answer.NO_JSON;
            }
            char c = text.charAt(next);
            if (c == '\\') {
                next++;
                int escaped = isAt('u') ? numbered() : simple();
                if (escaped < 0) {
                    return escaped == SURROGATE ? Answer.LEFT_TO_THE_PARSER : Answer.NO_JSON;
                }
                c = (char) escaped;
            }
            string.append(c);
        }
        next++;
        strings.add(new Token(string.toString(), slice.slice(start, next).span()));
        return Answer.STRINGS;
    }

    /** The character that a letter behind a backslash means. */
    private int simple() {
        int escape = next < text.length() ? SIMPLE_ESCAPES.indexOf(text.charAt(next)) : NONE;
        return escape < 0 ? NONE : MEANT.charAt(escape);
    }

    /** The character of four hexadecimal digits; halves of pairs are for the parser. */
    private int numbered() {
        int code = 0;
        for (int last = next + HEX_DIGITS; next < last; ) {
            next++;
            int digit = next < text.length() ? Character.digit(text.charAt(next), 16) : NONE;
            if (digit < 0 || text.charAt(next) > 'f') {
                return NONE;
            }
            code = code << 4 | digit;
        }
        return Character.isSurrogate((char) code) ? SURROGATE : code;
    }

    private boolean isAt(char c) {
        return next < text.length() && text.charAt(next) == c;
    }

    private void skipSpace() {
        while (isAt(' ') || isAt('\t') || isAt('\r') || isAt('\n')) {
            next++;
        }
    }
}
