package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.util.HashMap;
import java.util.Map;

/** {@code jbuild expand}: a word as ENV, LABEL or COPY would expand it. */
public final class ExpandCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Prints a word after the expansion that ENV, LABEL or COPY do.")
                .values("NAME=VALUE", "a variable", "--env")
                .value("CHAR", "the escape character, \\ or `", "--escape")
                .parameter(0, "WORD", "the word, as it stands in a Dockerfile")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) {
        Map<String, String> values = new HashMap<>();
        for (String variable : Options.texts(options, "--env")) {
            int equals = variable.indexOf('=');
            if (equals <= 0) {
                throw BuildException.of(ErrorCode.USAGE, "got --env \"" + variable + "\", want NAME=VALUE");
            }
            values.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        String word = Options.parameter(options, 0);
        try {
            console.out()
                    .println(Word.parse(word, escape(options))
                            .expand(Lookup.of(values))
                            .text());
            return 0;
        } catch (FragmentException e) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID,
                    "%s (at character %d of \"%s\")".formatted(e.message(), e.offset() + 1, word));
        }
    }

    private static Escape escape(ParseResult options) {
        String text = Options.text(options, "--escape").orElse("\\");
        for (Escape escape : Escape.values()) {
            if (text.equals(String.valueOf(escape.character()))) {
                return escape;
            }
        }
        throw BuildException.of(ErrorCode.USAGE, "got --escape \"" + text + "\", want \\ or `");
    }
}
