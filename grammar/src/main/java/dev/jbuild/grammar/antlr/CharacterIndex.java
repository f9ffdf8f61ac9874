package dev.jbuild.grammar.antlr;

/** Translates ANTLR's places, which count code points, into indexes of a string. */
public final class CharacterIndex {

    private static final int[] SAME = {};

    private final int[] indexes;

    public CharacterIndex(String text) {
        this.indexes = hasPairs(text) ? indexes(text) : SAME;
    }

    /** The index of the first char of a code point; of the end, if it is the number of code points. */
    public int utf16(int codePoint) {
        return indexes == SAME ? codePoint : indexes[codePoint];
    }

    private static boolean hasPairs(String text) {
        return text.codePointCount(0, text.length()) < text.length();
    }

    private static int[] indexes(String text) {
        int[] indexes = new int[text.codePointCount(0, text.length()) + 1];
        int index = 0;
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = index;
            if (index < text.length()) {
                index += Character.charCount(text.codePointAt(index));
            }
        }
        return indexes;
    }
}
