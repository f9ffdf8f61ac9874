package dev.jbuild.grammar.word;

/**
 * Lets grammars know one escape character only. For a file whose escape character is the backtick, backtick and backslash change places before
 * the text is read and again in what comes out; lengths and places stay.
 */
public final class EscapeSwap {

    private EscapeSwap() {}

    /** The text with both characters in each other's place if the escape character is the backtick, else the text. Its own inverse. */
    public static String apply(String text, Escape escape) {
        if (escape == Escape.BACKSLASH) {
            return text;
        }
        char[] swapped = text.toCharArray();
        for (int i = 0; i < swapped.length; i++) {
            if (swapped[i] == '\\') {
                swapped[i] = '`';
            } else if (swapped[i] == '`') {
                swapped[i] = '\\';
            }
        }
        return new String(swapped);
    }
}
