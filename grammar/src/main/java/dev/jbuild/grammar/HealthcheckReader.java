package dev.jbuild.grammar;

import dev.jbuild.grammar.FlagSet.Flag;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads HEALTHCHECK. */
final class HealthcheckReader {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Problems problems;

    HealthcheckReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Instruction> read(SyntaxNode node) {
        List<Token> words = new NodeArguments(node, problems).words();
        if (!words.isEmpty() && words.get(0).text().equalsIgnoreCase("NONE")) {
            return none(node, words); // other builders do not look at its flags, either
        }
        FlagSet flags = FlagSet.read(
                node,
                problems,
                Flag.value("interval"),
                Flag.value("timeout"),
                Flag.value("start-period"),
                Flag.value("start-interval"),
                Flag.value("retries"));
        if (words.isEmpty()) {
            new NodeArguments(node, problems).missing("needs CMD and a command, or NONE");
            return Optional.empty();
        }
        Token type = words.get(0);
        return type.text().equalsIgnoreCase("CMD")
                ? command(node, words.subList(1, words.size()), flags)
                : unknown(type);
    }

    private Optional<Instruction> none(SyntaxNode node, List<Token> words) {
        if (words.size() > 1) {
            problems.error(
                    "too-many-arguments",
                    "HEALTHCHECK NONE takes no arguments",
                    words.get(1).span());
        }
        return Optional.of(new Instruction.Healthcheck(node.origin(), new Health.None()));
    }

    private Optional<Instruction> command(SyntaxNode node, List<Token> words, FlagSet flags) {
        if (words.isEmpty()) {
            new NodeArguments(node, problems).missing("CMD needs a command");
            return Optional.empty();
        }
        List<String> texts = words.stream().map(Token::text).toList();
        boolean exec = new NodeArguments(node, problems).isExec();
        return Optional.of(new Instruction.Healthcheck(
                node.origin(),
                new Health.Check(
                        exec ? new Command.Exec(texts) : new Command.Shell(String.join(" ", texts)),
                        duration("interval", flags),
                        duration("timeout", flags),
                        duration("start-period", flags),
                        duration("start-interval", flags),
                        retries(flags))));
    }

    private Optional<Instruction> unknown(Token type) {
        problems.error(
                "bad-healthcheck",
                "unknown type of HEALTHCHECK: got \"%s\", want CMD or NONE".formatted(type.text()),
                type.span(),
                "write HEALTHCHECK CMD and the command");
        return Optional.empty();
    }

    private Duration duration(String flag, FlagSet flags) {
        for (Token value : flags.list(flag)) {
            Optional<Duration> duration =
                    value.text().isEmpty() ? Optional.of(Duration.ZERO) : GoDuration.parse(value.text());
            if (duration.isEmpty()) {
                bad(flag, value, "a duration like 30s or 1m30s");
            } else if (!duration.get().isZero() && duration.get().compareTo(SHORTEST) < 0) {
                bad(flag, value, "at least 1ms");
            } else {
                return duration.get();
            }
        }
        return Duration.ZERO;
    }

    private int retries(FlagSet flags) {
        for (Token value : flags.list("retries")) {
            try {
                int retries = value.text().isEmpty() ? 0 : Integer.parseInt(value.text());
                if (retries >= 0) {
                    return retries;
                }
            } catch (NumberFormatException e) {
                // Reported below, as a negative number is.
            }
            bad("retries", value, "a number that is not negative");
        }
        return 0;
    }

    private void bad(String flag, Token value, String wanted) {
        problems.error(
                "bad-flag",
                "bad value of the flag --%s: got \"%s\", want %s".formatted(flag, value.text(), wanted),
                value.span());
    }
}
