package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Body;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a node for the arguments that its instruction needs, and reports their absence. */
record NodeArguments(SyntaxNode node, Problems problems) {

    /** The only argument. */
    Optional<Token> one() {
        List<Token> words = words();
        if (words.isEmpty()) {
            missing("needs an argument");
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(words.get(0));
    }

    /** All arguments; at least one. */
    Optional<List<Token>> some() {
        List<Token> words = words();
        if (words.isEmpty()) {
            missing("needs at least one argument");
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }

    void missing(String what) {
        problems.error(
                "missing-argument", node.keyword() + " " + what, node.origin().span());
    }

    /** The command of RUN, CMD and ENTRYPOINT. */
    Command command() {
        List<String> texts = texts();
        return isExec() ? new Command.Exec(texts) : new Command.Shell(String.join(" ", texts));
    }

    /** The words without their places. */
    List<String> texts() {
        List<Token> words = words();
        List<String> texts = new ArrayList<>(words.size());
        for (Token word : words) {
            texts.add(word.text());
        }
        return texts;
    }

    boolean isExec() {
        return node.body() instanceof Body.Exec;
    }

    /** The words, of whatever form. */
    List<Token> words() {
        return node.body().match(new Body.Cases<>() {
            @Override
            public List<Token> words(Body.Words body) {
                return body.words();
            }

            @Override
            public List<Token> exec(Body.Exec body) {
                return body.words();
            }

            @Override
            public List<Token> pairs(Body.Pairs body) {
                return List.of();
            }

            @Override
            public List<Token> trigger(Body.Trigger body) {
                return List.of();
            }
        });
    }
}
