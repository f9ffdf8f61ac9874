package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Body;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.syntax.TokenPair;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ARG, ENV and LABEL. */
final class SettingReader {

    private final WordReading words;
    private final Problems problems;

    SettingReader(WordReading words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    /** Its flags are passed over, as others do. */
    Optional<Instruction> arg(SyntaxNode node) {
        return new NodeArguments(node, problems)
                .some()
                .map(tokens -> new Instruction.Arg(
                        node.origin(), tokens.stream().map(this::declaration).toList()));
    }

    private Declaration declaration(Token token) {
        int equals = token.text().indexOf('=');
        if (equals < 0) {
            return new Declaration.Bare(token.text(), token.span());
        }
        Token name = new Token(token.text().substring(0, equals), WordReading.before(token, equals));
        Token value = new Token(token.text().substring(equals + 1), WordReading.behind(token, equals + 1));
        checkName("ARG", name, token.span());
        return new Declaration.Defaulted(name.text(), words.word(value), token.span());
    }

    Optional<Instruction> env(SyntaxNode node) {
        return body(node).map(body -> new Instruction.Env(node.origin(), pairs(node, body), body.form()));
    }

    Optional<Instruction> label(SyntaxNode node) {
        return body(node).map(body -> new Instruction.Label(node.origin(), pairs(node, body), body.form()));
    }

    private Optional<Body.Pairs> body(SyntaxNode node) {
        FlagSet.read(node, problems);
        if (node.body() instanceof Body.Pairs pairs && !pairs.pairs().isEmpty()) {
            return Optional.of(pairs);
        }
        new NodeArguments(node, problems).missing("needs at least one NAME=VALUE");
        return Optional.empty();
    }

    private List<Pair> pairs(SyntaxNode node, Body.Pairs body) {
        List<Pair> pairs = new ArrayList<>(body.pairs().size());
        for (TokenPair pair : body.pairs()) {
            Span span = pair.name().span().to(pair.value().span());
            checkName(node.keyword(), pair.name(), span);
            pairs.add(new Pair(words.word(pair.name()), words.word(pair.value()), span));
        }
        return pairs;
    }

    private void checkName(String keyword, Token name, Span place) {
        if (name.text().isEmpty()) {
            problems.error("blank-name", "%s needs a name in front of the equals sign".formatted(keyword), place);
        }
    }
}
