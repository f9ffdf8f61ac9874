package dev.jbuild.grammar.syntax;

import java.util.List;
import java.util.stream.Collectors;

/** A syntax tree for people: a line for each instruction, with what belongs to it indented below. */
public final class SyntaxTreeText implements Body.Cases<String> {
    private static final SyntaxTreeText BODY = new SyntaxTreeText();

    private SyntaxTreeText() {}

    /** The text, without a line end after the last line. */
    public static String of(SyntaxTree tree) {
        return tree.instructions().stream()
                .map(node -> node.origin().lines().line() + ": " + node(node, "  "))
                .collect(Collectors.joining("\n"));
    }

    private static String node(SyntaxNode node, String indent) {
        StringBuilder text = new StringBuilder(node.keyword());
        for (Token flag : node.flags()) {
            text.append('\n').append(indent).append("flag ").append(flag.text());
        }
        String body = node.body().match(BODY);
        if (!body.isEmpty()) {
            text.append('\n').append(body.indent(indent.length()).stripTrailing());
        }
        for (Heredoc heredoc : node.heredocs()) {
            text.append('\n').append(indent).append("heredoc ").append(heredoc.name());
            text.append('\n')
                    .append(heredoc.content().indent(2 * indent.length()).stripTrailing());
        }
        return text.toString();
    }

    @Override
    public String words(Body.Words body) {
        return tokens("word ", body.words());
    }

    @Override
    public String exec(Body.Exec body) {
        return tokens("exec ", body.words());
    }

    private static String tokens(String label, List<Token> tokens) {
        return tokens.stream().map(token -> label + token.text()).collect(Collectors.joining("\n"));
    }

    @Override
    public String pairs(Body.Pairs body) {
        return body.pairs().stream()
                .map(pair -> pair.name().text() + " = " + pair.value().text())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public String trigger(Body.Trigger body) {
        return node(body.instruction(), "  ");
    }
}
