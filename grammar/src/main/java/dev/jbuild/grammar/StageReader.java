package dev.jbuild.grammar;

import dev.jbuild.grammar.FlagSet.Flag;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads FROM. */
final class StageReader {

    private final WordReading words;
    private final Problems problems;

    StageReader(WordReading words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    Optional<Instruction> read(SyntaxNode node) {
        FlagSet flags = FlagSet.read(node, problems, Flag.value("platform"));
        List<Token> tokens = new NodeArguments(node, problems).words();
        boolean named = tokens.size() == 3 && tokens.get(1).text().equalsIgnoreCase("as");
        if (!named && tokens.size() != 1) {
            problems.error(
                    tokens.isEmpty() ? "missing-argument" : "too-many-arguments",
                    "FROM takes an image, or an image, AS and a name: got %s".formatted(count(tokens)),
                    node.origin().span(),
                    hint(tokens));
            return Optional.empty();
        }
        String written = named ? tokens.get(2).text() : "";
        String name = written.toLowerCase(Locale.ROOT);
        if (named && !isStageName(name)) {
            problems.error(
                    "bad-stage-name",
                    "invalid stage name \"%s\"".formatted(written),
                    tokens.get(2).span(),
                    "begin it with a letter, and use letters, digits, \"-\", \"_\" and \".\" only");
        }
        return Optional.of(new Instruction.From(
                node.origin(),
                words.argument(tokens.get(0)),
                flags.word("platform", words),
                name,
                named ? tokens.get(1).text() : "",
                written));
    }

    private static String hint(List<Token> tokens) {
        if (tokens.stream().anyMatch(token -> token.text().startsWith("#"))) {
            return "put the comment on a line of its own";
        }
        return tokens.size() < 2
                ? ""
                : "write FROM %s AS NAME".formatted(tokens.get(0).text());
    }

    private static String count(List<Token> tokens) {
        return switch (tokens.size()) {
            case 0 -> "nothing";
            case 1 -> "one word";
            default -> tokens.size() + " words";
        };
    }

    private static boolean isStageName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
