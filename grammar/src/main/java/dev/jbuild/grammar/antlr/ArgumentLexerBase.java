package dev.jbuild.grammar.antlr;

import dev.jbuild.grammar.text.Blanks;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;

/** What the rules of {@code ArgumentLexer} ask. */
public abstract class ArgumentLexerBase extends Lexer {

    private boolean afterBlank = true;

    protected ArgumentLexerBase(CharStream input) {
        super(input);
    }

    @Override
    public Token emit() {
        Token token = super.emit();
        afterBlank = token.getType() == ArgumentLexer.BLANK;
        return token;
    }

    /** Asked within a token: whether it begins a word. A blank that is escaped ends none. */
    protected final boolean startsWord() {
        return afterBlank;
    }

    /** Whether the word ends here. */
    protected final boolean endsWord() {
        int next = _input.LA(1);
        return next == IntStream.EOF || (next <= Character.MAX_VALUE && Blanks.isSpace((char) next));
    }
}
