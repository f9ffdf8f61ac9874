package dev.jbuild.grammar.text;

/** Characters that separate. */
public final class Blanks {

    private Blanks() {}

    /** White space as Unicode has it: what may stand around and between words. */
    public static boolean isSpace(char c) {
        return c <= ' ' ? c == ' ' || (c >= '\t' && c <= '\r') : c >= 0x85 && isWideSpace(c);
    }

    private static boolean isWideSpace(char c) {
        return c == 0x85 || c == 0xA0 || (c >= 0x1680 && Character.isSpaceChar(c));
    }

    /** What separates keyword, flags and words on a line: blank, tab, vertical tab, form feed, carriage return. */
    public static boolean isSeparator(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B;
    }

    /** The first index from {@code start} on that is no white space, at most {@code end}. */
    public static int skipSpace(CharSequence text, int start, int end) {
        int i = start;
        while (i < end && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The index behind the last character before {@code end} that is no white space, at least {@code start}. */
    public static int trimEnd(CharSequence text, int start, int end) {
        int i = end;
        while (i > start && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    /** Without white space around. */
    public static String trim(String text) {
        int start = skipSpace(text, 0, text.length());
        return text.substring(start, trimEnd(text, start, text.length()));
    }
}
