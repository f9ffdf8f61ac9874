package dev.jbuild.grammar;

import dev.jbuild.grammar.FlagSet.Flag;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.Token;
import dev.jbuild.grammar.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads COPY and ADD. */
final class TransferReader {

    private final WordReading words;
    private final Problems problems;

    TransferReader(WordReading words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    Optional<Instruction> copy(SyntaxNode node, List<Heredoc> heredocs) {
        FlagSet flags = FlagSet.read(
                node,
                problems,
                Flag.value("from"),
                Flag.value("chown"),
                Flag.value("chmod"),
                Flag.toggle("link"),
                Flag.toggle("parents"),
                Flag.list("exclude"));
        return paths(node)
                .map(paths -> new Instruction.Copy(
                        node.origin(),
                        sources(node, paths, heredocs),
                        destination(node, paths, heredocs),
                        from(flags),
                        flags.word("chown", words),
                        flags.word("chmod", words),
                        flags.toggle("link"),
                        flags.toggle("parents"),
                        excludes(flags)));
    }

    Optional<Instruction> add(SyntaxNode node, List<Heredoc> heredocs) {
        FlagSet flags = FlagSet.read(
                node,
                problems,
                Flag.value("chown"),
                Flag.value("chmod"),
                Flag.toggle("link"),
                Flag.toggle("keep-git-dir"),
                Flag.value("checksum"),
                Flag.toggle("unpack"),
                Flag.list("exclude"));
        return paths(node)
                .map(paths -> new Instruction.Add(
                        node.origin(),
                        sources(node, paths, heredocs),
                        destination(node, paths, heredocs),
                        flags.word("chown", words),
                        flags.word("chmod", words),
                        flags.word("checksum", words),
                        flags.toggle("link"),
                        flags.toggle("keep-git-dir"),
                        flags.toggle("unpack"),
                        excludes(flags)));
    }

    private Optional<List<Token>> paths(SyntaxNode node) {
        List<Token> paths = new NodeArguments(node, problems).words();
        if (paths.size() >= 2) {
            return Optional.of(paths);
        }
        problems.error(
                "missing-argument",
                "%s needs a source and a destination: got %s"
                        .formatted(
                                node.keyword(),
                                paths.isEmpty()
                                        ? "nothing"
                                        : "\"" + paths.get(0).text() + "\" alone"),
                node.origin().span());
        return Optional.empty();
    }

    private List<CopySource> sources(SyntaxNode node, List<Token> paths, List<Heredoc> heredocs) {
        List<CopySource> sources = new ArrayList<>();
        int inline = 0;
        for (Token path : paths.subList(0, paths.size() - 1)) {
            Optional<Heredoc> heredoc = at(path, heredocs);
            inline += heredoc.isPresent() ? 1 : 0;
            sources.add(
                    heredoc.isPresent()
                            ? new CopySource.Inline(heredoc.get(), path.span())
                            : new CopySource.Path(words.path(path)));
        }
        if (inline + (at(last(paths), heredocs).isPresent() ? 1 : 0) < heredocs.size()) {
            problems.error(
                    "bad-heredoc",
                    "the name of a heredoc of %s has blanks around or within".formatted(node.keyword()),
                    heredocs.get(0).mark(),
                    "write <<NAME as one word");
        }
        return sources;
    }

    private Argument destination(SyntaxNode node, List<Token> paths, List<Heredoc> heredocs) {
        Token destination = last(paths);
        if (at(destination, heredocs).isPresent()) {
            problems.error(
                    "bad-heredoc",
                    "%s needs a path as its destination: got a heredoc".formatted(node.keyword()),
                    destination.span(),
                    "put the path that its text goes to behind it");
        }
        return words.path(destination);
    }

    private String from(FlagSet flags) {
        for (Token value : flags.list("from")) {
            int dollar = value.text().indexOf('$');
            if (dollar >= 0 && dollar < value.text().length() - 1) {
                problems.error(
                        "variable-in-from",
                        "the flag --from takes no variables: got \"%s\"".formatted(value.text()),
                        WordReading.at(value, dollar),
                        "give the image a name with FROM %s AS NAME, and use that".formatted(value.text()));
            }
        }
        return flags.text("from");
    }

    private static List<String> excludes(FlagSet flags) {
        List<String> excludes = new ArrayList<>();
        for (Token pattern : flags.list("exclude")) {
            if (!pattern.text().isEmpty()) {
                excludes.add(pattern.text());
            }
        }
        return excludes;
    }

    private static Token last(List<Token> paths) {
        return paths.get(paths.size() - 1);
    }

    /** The heredoc that a word announces. */
    private static Optional<Heredoc> at(Token path, List<Heredoc> heredocs) {
        for (Heredoc heredoc : heredocs) {
            if (heredoc.mark().equals(path.span())) {
                return Optional.of(heredoc);
            }
        }
        return Optional.empty();
    }
}
