package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Body;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.word.Escape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns nodes of the syntax tree into instructions: checks flags, numbers of arguments and their form. Used by one thread. */
final class InstructionReader {

    /** All instructions there are. */
    static final List<String> KEYWORDS = List.of(
            "FROM",
            "RUN",
            "COPY",
            "ADD",
            "ARG",
            "ENV",
            "LABEL",
            "WORKDIR",
            "USER",
            "CMD",
            "ENTRYPOINT",
            "EXPOSE",
            "VOLUME",
            "SHELL",
            "HEALTHCHECK",
            "STOPSIGNAL",
            "ONBUILD",
            "MAINTAINER");

    private static final Set<String> NO_TRIGGERS = Set.of("FROM", "ONBUILD", "MAINTAINER");

    private final Escape escape;
    private final Problems problems;
    private final Problems latent;
    private final WordReading words;

    /** @param latent hears of bad words and triggers */
    InstructionReader(Escape escape, Problems problems, Problems latent) {
        this.escape = escape;
        this.problems = problems;
        this.latent = latent;
        this.words = new WordReading(escape, latent);
    }

    /** The instruction; nothing, and at least one problem, if it cannot be read. What is not quite right is reported, too. */
    Optional<Instruction> read(SyntaxNode node) {
        return read(node, node.heredocs());
    }

    private Optional<Instruction> read(SyntaxNode node, List<Heredoc> heredocs) {
        return switch (node.keyword()) {
            case "FROM" -> new StageReader(words, problems).read(node);
            case "RUN" -> Optional.of(new RunReader(words, problems).read(node, heredocs));
            case "COPY" -> new TransferReader(words, problems).copy(node, heredocs);
            case "ADD" -> new TransferReader(words, problems).add(node, heredocs);
            case "ARG" -> new SettingReader(words, problems).arg(node);
            case "ENV" -> new SettingReader(words, problems).env(node);
            case "LABEL" -> new SettingReader(words, problems).label(node);
            case "HEALTHCHECK" -> new HealthcheckReader(problems).read(node);
            case "ONBUILD" -> onbuild(node);
            default -> withoutFlags(node);
        };
    }

    private Optional<Instruction> withoutFlags(SyntaxNode node) {
        if (!KEYWORDS.contains(node.keyword())) {
            return unknown(node);
        }
        if (!node.keyword().equals("STOPSIGNAL")) { // of which others pass flags over
            FlagSet.read(node, problems);
        }
        NodeArguments arguments = new NodeArguments(node, problems);
        return switch (node.keyword()) {
            case "WORKDIR" -> one(arguments, path -> new Instruction.Workdir(node.origin(), words.argument(path)));
            case "USER" -> one(arguments, user -> new Instruction.User(node.origin(), words.argument(user)));
            case "STOPSIGNAL" ->
                one(arguments, signal -> new Instruction.Stopsignal(node.origin(), words.argument(signal)));
            case "MAINTAINER" -> one(arguments, name -> new Instruction.Maintainer(node.origin(), name.text()));
            case "EXPOSE" ->
                arguments.some().map(ports -> new Instruction.Expose(node.origin(), words.arguments(ports)));
            case "VOLUME" -> arguments.some().map(paths -> volume(node, paths));
            case "CMD" -> Optional.of(new Instruction.Cmd(node.origin(), arguments.command()));
            case "ENTRYPOINT" -> Optional.of(new Instruction.Entrypoint(node.origin(), arguments.command()));
            default -> shell(node, arguments);
        };
    }

    private static Optional<Instruction> one(NodeArguments arguments, Function<Token, Instruction> make) {
        return arguments.one().map(make);
    }

    private Instruction volume(SyntaxNode node, List<Token> paths) {
        for (Token path : paths) {
            if (path.text().isBlank()) {
                problems.error("missing-argument", "a VOLUME needs a path: got an empty string", path.span());
            }
        }
        return new Instruction.Volume(node.origin(), words.arguments(paths));
    }

    private Optional<Instruction> shell(SyntaxNode node, NodeArguments arguments) {
        return arguments.some().map(tokens -> {
            if (!arguments.isExec()) {
                problems.error(
                        "exec-form",
                        "SHELL takes an exec form: got %s"
                                .formatted(tokens.get(0).text()),
                        tokens.get(0).span(),
                        "write SHELL [\"/bin/sh\", \"-c\"]");
            }
            return new Instruction.Shell(node.origin(), arguments.texts());
        });
    }

    private Optional<Instruction> onbuild(SyntaxNode node) {
        FlagSet.read(node, problems);
        if (!(node.body() instanceof Body.Trigger trigger)) {
            new NodeArguments(node, problems).missing("needs an instruction");
            return Optional.empty();
        }
        SyntaxNode inner = trigger.instruction();
        if (NO_TRIGGERS.contains(inner.keyword())) {
            problems.error(
                    "bad-trigger",
                    "ONBUILD takes no %s".formatted(inner.keyword()),
                    inner.origin().span());
            return Optional.empty();
        }
        StringBuilder expression = new StringBuilder(trigger.text());
        for (Heredoc heredoc : node.heredocs()) {
            expression.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        // Others look at a trigger when it runs; here, too, it does no harm before.
        Instruction readable = new InstructionReader(escape, latent, latent)
                .read(inner, node.heredocs())
                .orElse(null);
        return Optional.of(new Instruction.Onbuild(node.origin(), inner.origin(), readable, expression.toString()));
    }

    private static String hint(SyntaxNode node) {
        return node.origin().span().line() == 1
                ? "begin with FROM and the name of an image"
                : "end the line above with the escape character if this belongs to it";
    }

    private Optional<Instruction> unknown(SyntaxNode node) {
        String near = NearName.question(node.keyword(), KEYWORDS);
        boolean unusualBlank = node.keyword().codePoints().anyMatch(Character::isSpaceChar);
        problems.error(
                "unknown-instruction",
                "unknown instruction \"%s\"%s".formatted(node.origin().keyword(), near),
                node.origin().span(),
                unusualBlank ? "put an ordinary blank behind the keyword" : near.isEmpty() ? hint(node) : "");
        return Optional.empty();
    }
}
