package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads one logical line: keyword, flags, and the arguments in the form that the keyword asks for. Used by one thread. */
final class NodeReader {

    /** How deep ONBUILD may stand in ONBUILD; once is too much already, but that is for others to say. */
    private static final int MAX_ONBUILD = 10;

    /** So much of a value is shown in a message. */
    private static final int MAX_SHOWN = 60;

    private final Escape escape;
    private final Problems problems;
    private final Budget budget;

    NodeReader(Escape escape, Problems problems, Budget budget) {
        this.escape = escape;
        this.problems = problems;
        this.budget = budget;
    }

    /** What the arguments of an instruction are, and the marks of its heredocs. */
    record Line(SyntaxNode node, List<HeredocMark> marks) {}

    /** The instruction without heredocs; nothing, and a problem, if its form is wrong. */
    Optional<Line> read(LogicalLine line, List<String> comments) {
        Slice whole = line.trimmed();
        if (whole.isEmpty()) {
            problems.error("empty-instruction", "a line is continued, but no instruction follows", line.span());
            return Optional.empty();
        }
        return read(whole, line.span(), comments, 0);
    }

    private Optional<Line> read(Slice slice, Span span, List<String> comments, int depth) {
        Slice keyword = slice.slice(0, slice.separator());
        Slice behind = slice.from(keyword.length()).skipSeparators();
        String name = keyword.text().toUpperCase(Locale.ROOT);
        if (!budget.take(Budget.cost(name, behind), keyword.span())) {
            return Optional.empty();
        }
        FlagTokens flags = Arguments.flags(behind);
        Slice arguments = flags.rest().trim();
        Origin origin = new Origin(
                slice.span(),
                slice.line().span(),
                keyword.text(),
                slice.text(),
                comments,
                slice.line().blankLine());
        if (name.equals("ONBUILD") && !arguments.isEmpty()) {
            return onbuild(origin, flags, depth);
        }
        int before = problems.size();
        Body body = body(name, arguments, keyword.span());
        if (problems.size() > before) {
            return Optional.empty();
        }
        boolean canHaveHeredocs = Keywords.WITH_HEREDOCS.contains(name) && body instanceof Body.Words;
        SyntaxNode node = new SyntaxNode(origin, name, flags.flags(), body, List.of());
        return Optional.of(new Line(node, canHaveHeredocs ? Arguments.marks(arguments) : List.of()));
    }

    private Optional<Line> onbuild(Origin origin, FlagTokens flags, int depth) {
        if (depth == MAX_ONBUILD) {
            problems.error("nested-too-deep", "ONBUILD stands in ONBUILD too often", origin.span());
            return Optional.empty();
        }
        Slice trigger = flags.rest().trim();
        return read(trigger, trigger.span(), List.of(), depth + 1).map(inner -> {
            Body body = new Body.Trigger(inner.node(), trigger.toEndOfLine());
            return new Line(new SyntaxNode(origin, "ONBUILD", flags.flags(), body, List.of()), inner.marks());
        });
    }

    private Body body(String keyword, Slice arguments, Span place) {
        if (Keywords.PAIRS.contains(keyword)) {
            return new PairReader(escape, problems).read(keyword, arguments, place);
        }
        if (Keywords.LISTS.contains(keyword)) {
            Optional<Body> exec = exec(List.of(), arguments);
            return exec.isPresent() ? exec.get() : words(Arguments.separated(arguments));
        }
        if (Keywords.COMMANDS.contains(keyword)) {
            Optional<Body> exec = exec(List.of(), arguments);
            return exec.isPresent() ? exec.get() : text(List.of(), arguments);
        }
        if (Keywords.WORDS.contains(keyword)) {
            return words(Arguments.separated(arguments));
        }
        return switch (keyword) {
            case "ARG" -> words(Arguments.words(arguments, escape));
            case "HEALTHCHECK" -> healthcheck(arguments);
            default -> text(List.of(), arguments);
        };
    }

    private Body healthcheck(Slice arguments) {
        if (arguments.isEmpty()) {
            return words(List.of());
        }
        Slice type = arguments.slice(0, arguments.separator());
        Slice command = arguments.from(type.length()).trim();
        List<Token> before = List.of(type.token());
        Optional<Body> exec = exec(before, command);
        return exec.isPresent() ? exec.get() : text(before, command);
    }

    private Optional<Body> exec(List<Token> before, Slice arguments) {
        Optional<ExecForm> exec = ExecForm.read(arguments);
        if (exec.isEmpty()) {
            return Optional.empty();
        }
        for (Token other : exec.get().others()) {
            problems.error(
                    "exec-form",
                    "an exec form holds strings only: got " + shortened(other.text()),
                    other.span(),
                    "put the value between double quotes, or write the command without brackets");
        }
        return Optional.of(new Body.Exec(join(before, exec.get().strings())));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN / 2)) + "…";
    }

    private static Body words(List<Slice> slices) {
        List<Token> tokens = new ArrayList<>(slices.size());
        for (Slice slice : slices) {
            tokens.add(slice.token());
        }
        return new Body.Words(tokens);
    }

    private static Body text(List<Token> before, Slice text) {
        return new Body.Words(text.isEmpty() ? before : join(before, List.of(text.token())));
    }

    private static List<Token> join(List<Token> first, List<Token> second) {
        List<Token> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
