package dev.jbuild.grammar.antlr;

import dev.jbuild.grammar.text.FragmentException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;

/** What the rules of {@code WordLexer} ask, and which quotes and braces are open. */
public abstract class WordLexerBase extends Lexer {

    /** How deep quotes and braces may nest; a stack of the usual size takes far more. */
    public static final int MAX_DEPTH = 200;

    private final Deque<Integer> openings = new ArrayDeque<>();
    private boolean quoting = true;

    protected WordLexerBase(CharStream input) {
        super(input);
    }

    /** From here on quotes are characters like others. */
    public final void ignoreQuotes() {
        quoting = false;
    }

    /** The place of the innermost quote or brace that is open; -1 if none is. */
    public final int innermostOpening() {
        return openings.isEmpty() ? -1 : openings.peek();
    }

    @Override
    public void pushMode(int m) {
        if (openings.size() == MAX_DEPTH) {
            throw new FragmentException(
                    "nested-too-deep",
                    "quotes and substitutions nest deeper than %d".formatted(MAX_DEPTH),
                    _tokenStartCharIndex);
        }
        openings.push(_tokenStartCharIndex);
        super.pushMode(m);
    }

    @Override
    public int popMode() {
        openings.pop();
        return super.popMode();
    }

    /** Asked behind a quote: whether it quotes. */
    protected final boolean quoting() {
        return quoting;
    }

    /** Asked behind a character: whether it can stand in a name. */
    protected final boolean letter() {
        return Character.isLetterOrDigit(_input.LA(-1));
    }
}
