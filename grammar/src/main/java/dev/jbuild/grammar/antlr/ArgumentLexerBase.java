package dev.jbuild.grammar.antlr;

import dev.jbuild.grammar.text.Blanks;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.Lexer;

/** What the rules of {@code ArgumentLexer} ask. */
public abstract class ArgumentLexerBase extends Lexer {

    protected ArgumentLexerBase(CharStream input) {
        super(input);
    }

    /** Asked behind two characters: whether they begin a word. */
    protected final boolean startsWord() {
        int before = _input.LA(-3);
        return before == IntStream.EOF || isSpace(before);
    }

    /** Whether the word ends here. */
    protected final boolean endsWord() {
        int next = _input.LA(1);
        return next == IntStream.EOF || isSpace(next);
    }

    private static boolean isSpace(int point) {
        return point <= Character.MAX_VALUE && Blanks.isSpace((char) point);
    }
}
