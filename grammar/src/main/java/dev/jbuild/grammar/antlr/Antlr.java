package dev.jbuild.grammar.antlr;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** How every generated parser is used here: silently, by SLL prediction, and only up to the first token that does not fit. */
public final class Antlr {

    private Antlr() {}

    public static CharStream characters(String text) {
        return CharStreams.fromString(text);
    }

    /** The tokens of a lexer, fetched when the parser asks. Every character belongs to a rule, so a lexer has nothing to report. */
    public static TokenStream tokens(Lexer lexer) {
        lexer.removeErrorListeners();
        return new CommonTokenStream(lexer);
    }

    /** The parser itself, set up; its rules then throw {@link ParseCancellationException}. */
    public static <P extends Parser> P strict(P parser) {
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        return parser;
    }

    /** The token that did not fit. */
    public static Token offending(ParseCancellationException failure) {
        return ((RecognitionException) failure.getCause()).getOffendingToken();
    }
}
