package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.antlr.Antlr;
import dev.jbuild.grammar.antlr.ArgumentLexer;
import dev.jbuild.grammar.antlr.ArgumentParser;
import dev.jbuild.grammar.antlr.ArgumentParser.FlagContext;
import dev.jbuild.grammar.antlr.ArgumentParser.WordContext;
import dev.jbuild.grammar.antlr.CharacterIndex;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.EscapeSwap;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads arguments in which quotes or escapes stand, with the generated parser. The others need none of it; {@link Arguments} chooses. */
final class ArgumentReader {

    private ArgumentReader() {}

    static List<Slice> words(Slice slice, Escape escape) {
        ArgumentParser parser = parser(EscapeSwap.apply(slice.text(), escape), ArgumentLexer.DEFAULT_MODE);
        CharacterIndex index = new CharacterIndex(slice.text());
        List<Slice> words = new ArrayList<>();
        for (WordContext word : parser.words().word()) {
            // An escape character at the very end has nothing to escape and is dropped.
            boolean dropLast = word.stop.getType() == ArgumentLexer.LAST_ESCAPE;
            int end = word.stop.getStopIndex() + (dropLast ? 0 : 1);
            words.add(slice.slice(index.utf16(word.start.getStartIndex()), index.utf16(end)));
        }
        words.removeIf(Slice::isEmpty);
        return words;
    }

    static FlagTokens flags(Slice slice) {
        ArgumentParser parser = parser(slice.text(), ArgumentLexer.FLAGS);
        CharacterIndex index = new CharacterIndex(slice.text());
        List<Token> flags = new ArrayList<>();
        for (FlagContext flag : parser.flags().flag()) {
            Slice word = slice(slice, index, flag);
            String text = resolved(flag);
            if (text.equals("--")) {
                // With an empty pair of quotes, say: it ends the flags all the same.
                return new FlagTokens(
                        flags, slice.from(word.end() - slice.start()).trim());
            }
            flags.add(new Token(text, word.span()));
        }
        return new FlagTokens(
                flags,
                slice.from(index.utf16(parser.getCurrentToken().getStartIndex()))
                        .trim());
    }

    static List<HeredocMark> marks(Slice slice) {
        ArgumentParser parser = parser(slice.text(), ArgumentLexer.HEREDOCS);
        CharacterIndex index = new CharacterIndex(slice.text());
        try {
            return parser.marks().marked().stream()
                    .flatMap(word -> HeredocMark.of(slice(slice, index, word)).stream())
                    .toList();
        } catch (ParseCancellationException e) {
            // A quote that is not closed: what the line means is up to the shell.
            return List.of();
        }
    }

    private static ArgumentParser parser(String text, int mode) {
        ArgumentLexer lexer = new ArgumentLexer(Antlr.characters(text));
        lexer.mode(mode);
        return Antlr.strict(new ArgumentParser(Antlr.tokens(lexer)));
    }

    private static Slice slice(Slice slice, CharacterIndex index, ParserRuleContext context) {
        return slice.slice(index.utf16(context.start.getStartIndex()), index.utf16(context.stop.getStopIndex() + 1));
    }

    /** The text of a flag without quotes, escapes resolved. */
    private static String resolved(FlagContext flag) {
        StringBuilder result = new StringBuilder();
        for (ParseTree child : flag.children) {
            String text = child.getText();
            switch (((TerminalNode) child).getSymbol().getType()) {
                case ArgumentLexer.ESCAPED -> result.append(text, 1, text.length());
                case ArgumentLexer.QUOTED -> appendUnquoted(result, text);
                case ArgumentLexer.LAST_ESCAPE -> {
                    // Nothing to escape.
                }
                default -> result.append(text);
            }
        }
        return result.toString();
    }

    /** Between quotes of either kind a backslash escapes any character. */
    private static void appendUnquoted(StringBuilder result, String quoted) {
        char quote = quoted.charAt(0);
        for (int i = 1; i < quoted.length() && quoted.charAt(i) != quote; i++) {
            if (quoted.charAt(i) == '\\') {
                i++;
            }
            result.append(quoted.charAt(i));
        }
    }
}
