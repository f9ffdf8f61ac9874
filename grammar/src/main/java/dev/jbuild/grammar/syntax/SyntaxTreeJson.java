package dev.jbuild.grammar.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * A syntax tree as JSON, the form that {@code jbuild parse} prints. An object with {@code escape} and {@code instructions}; each instruction has
 * {@code keyword}, {@code line}, {@code endLine}, {@code flags}, {@code json}, one of {@code args}, {@code pairs} and {@code onbuild}, and
 * {@code heredocs}. The instruction within an ONBUILD has no lines.
 */
public final class SyntaxTreeJson {

    private final JsonText json = new JsonText();

    private SyntaxTreeJson() {}

    /** The text, which ends with a line end. */
    public static String of(SyntaxTree tree) {
        SyntaxTreeJson writer = new SyntaxTreeJson();
        writer.tree(tree);
        return writer.json.toString();
    }

    private void tree(SyntaxTree tree) {
        json.object(() -> {
            json.field("escape", String.valueOf(tree.escape().character()));
            json.list(
                    "instructions",
                    tree.instructions(),
                    node -> json.object(() -> {
                        json.field("keyword", node.keyword());
                        json.field("line", node.origin().lines().line());
                        json.field("endLine", node.origin().lines().endLine());
                        rest(node);
                    }));
        });
    }

    private void rest(SyntaxNode node) {
        json.strings("flags", texts(node.flags()));
        json.field("json", node.body() instanceof Body.Exec);
        node.body().match(new BodyWriter());
        json.list("heredocs", node.heredocs(), this::heredoc);
    }

    private void heredoc(Heredoc heredoc) {
        json.object(() -> json.field("name", heredoc.name())
                .field("expand", heredoc.expand())
                .field("chomp", heredoc.chomp())
                .field("content", heredoc.content()));
    }

    private static List<String> texts(List<Token> tokens) {
        List<String> texts = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            texts.add(token.text());
        }
        return texts;
    }

    private final class BodyWriter implements Body.Cases<JsonText> {
        @Override
        public JsonText words(Body.Words body) {
            return json.strings("args", texts(body.words()));
        }

        @Override
        public JsonText exec(Body.Exec body) {
            return json.strings("args", texts(body.words()));
        }

        @Override
        public JsonText pairs(Body.Pairs body) {
            return json.list(
                    "pairs",
                    body.pairs(),
                    pair -> json.stringList(
                            List.of(pair.name().text(), pair.value().text())));
        }

        @Override
        public JsonText trigger(Body.Trigger body) {
            SyntaxNode node = body.instruction();
            return json.name("onbuild").object(() -> {
                json.field("keyword", node.keyword());
                rest(node);
            });
        }
    }
}
