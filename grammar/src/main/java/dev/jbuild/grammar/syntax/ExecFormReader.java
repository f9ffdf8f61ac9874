package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.antlr.Antlr;
import dev.jbuild.grammar.antlr.CharacterIndex;
import dev.jbuild.grammar.antlr.ExecFormLexer;
import dev.jbuild.grammar.antlr.ExecFormParser;
import dev.jbuild.grammar.antlr.ExecFormParser.ValueContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads an exec form with the generated parser. */
final class ExecFormReader {

    private ExecFormReader() {}

    static Optional<ExecForm> read(Slice slice) {
        ExecFormLexer lexer = new ExecFormLexer(Antlr.characters(slice.text()));
        ExecFormParser parser = Antlr.strict(new ExecFormParser(Antlr.tokens(lexer)));
        List<ValueContext> values;
        try {
            values = parser.execForm().array().value();
        } catch (ParseCancellationException e) {
            // No JSON: then it is a command for a shell, as "[ -f x ] && y" is.
            return Optional.empty();
        }
        CharacterIndex index = new CharacterIndex(slice.text());
        List<Token> strings = new ArrayList<>();
        List<Token> others = new ArrayList<>();
        for (ValueContext value : values) {
            int start = index.utf16(value.start.getStartIndex());
            int end = index.utf16(value.stop.getStopIndex() + 1);
            Slice place = slice.slice(start, end);
            TerminalNode string = value.STRING();
            if (string == null) {
                others.add(place.token());
            } else {
                strings.add(new Token(unquoted(string.getText()), place.span()));
            }
        }
        return Optional.of(new ExecForm(strings, others));
    }

    private static String unquoted(String json) {
        if (json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1);
        }
        StringBuilder result = new StringBuilder(json.length());
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            i++;
            char escaped = json.charAt(i);
            if (escaped == 'u') {
                result.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
                i += 4;
            } else {
                result.append(control(escaped));
            }
        }
        return withoutLoneSurrogates(result);
    }

    private static char control(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    /** Half a pair of surrogates is no character; it becomes U+FFFD. */
    private static String withoutLoneSurrogates(StringBuilder text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(result::appendCodePoint);
        return result.toString();
    }
}
