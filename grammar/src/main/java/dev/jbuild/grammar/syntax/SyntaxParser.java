package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.text.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the syntax tree of a file. */
public final class SyntaxParser {

    private final SourceText source;
    private final Problems problems;
    private final DirectiveReader directives;
    private final LineAssembler lines;
    private final Budget budget;

    private SyntaxParser(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.directives = new DirectiveReader(source, problems);
        this.lines = new LineAssembler(source, directives, problems);
        this.budget = new Budget(problems);
    }

    /** @throws SyntaxException with all that is wrong if the file is not formed like a Dockerfile */
    public static SyntaxTree parse(SourceText source) {
        Problems problems = new Problems();
        SyntaxTree tree = parse(source, problems);
        problems.throwIfAny(source);
        return tree;
    }

    /** As {@link #parse(SourceText)}, but adds what is wrong to {@code problems} and leaves it out of the tree. */
    public static SyntaxTree parse(SourceText source, Problems problems) {
        return new SyntaxParser(source, problems).parse();
    }

    private SyntaxTree parse() {
        List<SyntaxNode> nodes = new ArrayList<>();
        Optional<LogicalLine> line = lines.next();
        while (line.isPresent() && !problems.isFull() && !budget.isSpent()) {
            LogicalLine logical = line.get();
            Optional<NodeReader.Line> read =
                    new NodeReader(directives.escape(), problems, budget).read(logical, lines.takeComments());
            if (read.isPresent()) {
                nodes.add(withHeredocs(read.get(), logical));
            }
            line = lines.next();
        }
        if (nodes.isEmpty() && problems.isEmpty()) {
            problems.error(
                    "no-instructions",
                    source.lineCount() == 0 ? "the file is empty" : "the file has no instructions",
                    Span.at(Math.max(1, source.lineCount()), 1),
                    "begin with FROM and the name of an image");
        }
        return new SyntaxTree(source, directives.directives(), directives.escape(), nodes);
    }

    private SyntaxNode withHeredocs(NodeReader.Line line, LogicalLine logical) {
        // Other builders take such bytes where they end up in the config as text, and only there.
        if (!Keywords.TEXT_IN_CONFIG.contains(line.node().keyword())) {
            checkEncoding(logical.malformedLine(source));
        }
        if (line.marks().isEmpty()) {
            return line.node();
        }
        List<Heredoc> heredocs = new ArrayList<>();
        for (HeredocMark mark : line.marks()) {
            Optional<LineAssembler.HeredocBody> body = lines.heredoc(mark.name(), mark.chomp());
            if (body.isEmpty()) {
                problems.error(
                        "unclosed-heredoc",
                        "this heredoc is never closed",
                        mark.place().span(),
                        "add a line that is \"%s\" and nothing else".formatted(mark.name()));
                break;
            }
            heredocs.add(heredoc(mark, body.get()));
            checkEncoding(firstMalformed(body.get().span()));
        }
        return line.node().withHeredocs(heredocs);
    }

    private int firstMalformed(Span span) {
        for (int line = span.line(); line <= span.endLine(); line++) {
            if (source.isMalformed(line)) {
                return line;
            }
        }
        return 0;
    }

    private void checkEncoding(int malformedLine) {
        if (malformedLine > 0) {
            problems.error(
                    "encoding",
                    "the line has bytes that are not UTF-8",
                    Span.at(malformedLine, 1),
                    "save the file as UTF-8, or put the bytes into a file of the build context");
        }
    }

    private static Heredoc heredoc(HeredocMark mark, LineAssembler.HeredocBody body) {
        return new Heredoc(
                mark.place().span(),
                mark.name(),
                mark.fileDescriptor(),
                mark.expand(),
                mark.chomp(),
                body.content(),
                body.span());
    }
}
