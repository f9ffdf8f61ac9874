package dev.jbuild.grammar.word;

import dev.jbuild.grammar.antlr.Antlr;
import dev.jbuild.grammar.antlr.WordLexer;
import dev.jbuild.grammar.antlr.WordParser;
import dev.jbuild.grammar.text.FragmentException;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Reads one word with the generated parser. Apart from {@link Word}, so that a word without special characters loads none of it. */
final class WordReader {

    private WordReader() {}

    static List<Part> read(String source, Escape escape, Word.Quotes quotes) {
        String text = EscapeSwap.apply(source, escape);
        WordLexer lexer = new WordLexer(Antlr.characters(text));
        if (quotes == Word.Quotes.ORDINARY) {
            lexer.ignoreQuotes();
        }
        WordParser parser = Antlr.strict(new WordParser(Antlr.tokens(lexer)));
        try {
            return new PartBuilder(escape).parts(parser.word().piece());
        } catch (ParseCancellationException e) {
            throw explain(text, lexer, Antlr.offending(e));
        }
    }

    private static FragmentException explain(String text, WordLexer lexer, Token token) {
        return switch (token.getType()) {
            case WordLexer.BAD_SINGLE -> unclosed(text, "single quote", "'", token.getStartIndex());
            case WordLexer.BAD_NAME -> bad(text, lexer, token, "a name");
            case WordLexer.BAD_OPERATOR -> bad(text, lexer, token, "} or one of :- - :+ + :? ? # ## % %% / //");
            default -> unclosed(text, lexer);
        };
    }

    private static FragmentException unclosed(String text, WordLexer lexer) {
        int opening = lexer.innermostOpening();
        if (text.codePointAt(text.offsetByCodePoints(0, opening)) == '"') {
            return unclosed(text, "double quote", "\"", opening);
        }
        return lexer._mode == WordLexer.PATTERN
                ? unclosed(text, "substitution", "/", opening)
                : unclosed(text, "substitution", "}", opening);
    }

    private static FragmentException unclosed(String text, String what, String missing, int opening) {
        return new FragmentException(
                "unclosed-" + what.replace(' ', '-'),
                "this %s has no closing %s".formatted(what, missing),
                text.offsetByCodePoints(0, opening));
    }

    private static FragmentException bad(String text, WordLexer lexer, Token token, String wanted) {
        int opening = text.offsetByCodePoints(0, lexer.innermostOpening());
        int place = text.offsetByCodePoints(0, token.getStartIndex());
        return new FragmentException(
                "bad-substitution",
                "bad substitution: \"%s\" is followed by \"%s\", want %s"
                        .formatted(text.substring(opening, place), token.getText(), wanted),
                place);
    }
}
