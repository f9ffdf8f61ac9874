package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.syntax.SyntaxTree;
import dev.jbuild.grammar.syntax.SyntaxTreeJson;
import dev.jbuild.grammar.syntax.SyntaxTreeText;
import dev.jbuild.grammar.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code jbuild parse}: the syntax tree of a Dockerfile, for tools. */
public final class ParseCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Prints the syntax tree of a Dockerfile, before any variable is expanded.")
                .value("FORMAT", "json (default) or text", "--format")
                .value("FILE", "the Dockerfile; - for standard input (default: Dockerfile)", "-f", "--file")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String format = Options.text(options, "--format").orElse("json");
        String file = Options.text(options, "--file").orElse("Dockerfile");
        SyntaxTree tree = SyntaxParser.parse(read(file, console));
        String text = switch (format) {
            case "json" -> SyntaxTreeJson.of(tree);
            case "text" -> SyntaxTreeText.of(tree) + "\n";
            default -> throw Formats.unknown(format, "json or text");
        };
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // in every locale, and faster than by an encoder
        console.out().write(bytes, 0, bytes.length);
        return 0;
    }

    private static SourceText read(String file, Console console) throws IOException {
        if (file.equals("-")) {
            return SourceText.read("-", console.in());
        }
        try (InputStream in = HostFiles.open(console.path(file), "the Dockerfile")) {
            return SourceText.read(file, in);
        }
    }
}
