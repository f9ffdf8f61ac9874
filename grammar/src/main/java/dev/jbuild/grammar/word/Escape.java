package dev.jbuild.grammar.word;

/** The character that takes the meaning of the next one, and continues a line at its end. */
public enum Escape {
    BACKSLASH('\\'),
    BACKTICK('`');

    private final char character;

    Escape(char character) {
        this.character = character;
    }

    public char character() {
        return character;
    }
}
