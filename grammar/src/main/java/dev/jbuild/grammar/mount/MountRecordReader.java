package dev.jbuild.grammar.mount;

import dev.jbuild.grammar.antlr.Antlr;
import dev.jbuild.grammar.antlr.CharacterIndex;
import dev.jbuild.grammar.antlr.MountRecordLexer;
import dev.jbuild.grammar.antlr.MountRecordParser;
import dev.jbuild.grammar.antlr.MountRecordParser.FieldContext;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Reads a record with quotes with the generated parser. */
final class MountRecordReader {

    private MountRecordReader() {}

    static List<String> fields(String source) {
        MountRecordLexer lexer = new MountRecordLexer(Antlr.characters(source));
        MountRecordParser parser = Antlr.strict(new MountRecordParser(Antlr.tokens(lexer)));
        try {
            return parser.record().field().stream()
                    .map(MountRecordReader::unquoted)
                    .toList();
        } catch (ParseCancellationException e) {
            Token token = Antlr.offending(e);
            throw MountRecord.bad(
                    "a quoted option must be quoted as a whole: got %s".formatted(source),
                    new CharacterIndex(source).utf16(token.getStartIndex()));
        }
    }

    private static String unquoted(FieldContext field) {
        String text = field.getText();
        return field.QUOTED() == null
                ? text
                : text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
}
