package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks over the lines of a file: leaves out comments and empty lines, hands directives on, joins continued lines, cuts out heredocs. Each line
 * is looked at once. Used by one thread.
 */
final class LineAssembler {

    /** The longest line that other builders read, in bytes, without its LF. */
    static final int MAX_LINE_BYTES = 65_535;

    /** The longest instruction, in characters and without heredocs; far beyond what a kernel takes as an argument. */
    static final int MAX_INSTRUCTION = 4 * 1024 * 1024;

    /** Comments above an instruction that are kept. */
    private static final int MAX_COMMENTS = 1_000;

    private final SourceText source;
    private final DirectiveReader directives;
    private final Problems problems;
    private final LineLimit limit;
    private List<String> comments = new ArrayList<>();

    /** The line that was read last: its number, where it begins, where its characters end, and where the next line begins. */
    private int line;

    private int lineStart;
    private int lineEnd;
    private int nextStart;

    LineAssembler(SourceText source, DirectiveReader directives, Problems problems) {
        this.source = source;
        this.directives = directives;
        this.problems = problems;
        this.limit = new LineLimit(source, problems);
    }

    /** The last line that was read. */
    int line() {
        return line;
    }

    /** The comments above the instruction that {@link #next} gave; asked once. */
    List<String> takeComments() {
        List<String> taken = comments;
        comments = new ArrayList<>();
        return taken;
    }

    /** The next instruction as one line, not empty; nothing at the end of the file. */
    Optional<LogicalLine> next() {
        while (nextLine()) {
            int start = Blanks.skipSpace(source.text(), lineStart, lineEnd);
            if (isComment(start)) {
                comment(start);
                continue;
            }
            directives.end();
            if (start < lineEnd) {
                return Optional.of(assemble(start));
            }
            comments.clear();
        }
        return Optional.empty();
    }

    /**
     * Reads the lines of a heredoc up to the one that ends it, which begins with {@code name} and has nothing else, save tabs in front if
     * {@code chomp}. Nothing if the file ends before.
     */
    Optional<HeredocBody> heredoc(String name, boolean chomp) {
        int first = line + 1;
        int firstStart = nextStart;
        while (nextLine()) {
            int start = lineStart;
            int end = lineEnd;
            while (chomp && start < end && source.text().charAt(start) == '\t') {
                start++;
            }
            if (end - start == name.length() && source.text().startsWith(name, start)) {
                String content = source.text().substring(firstStart, lineStart);
                Span span = new Span(first, 1, line, end - lineStart + 1);
                return Optional.of(new HeredocBody(content, span));
            }
        }
        return Optional.empty();
    }

    /** The lines of a heredoc and their place, the last line included. */
    record HeredocBody(String content, Span span) {}

    private boolean nextLine() {
        if (nextStart == source.text().length()) {
            return false;
        }
        line++;
        lineStart = nextStart;
        nextStart = source.nextLine(lineStart);
        lineEnd = source.lineEnd(lineStart, nextStart);
        limit.check(line, lineStart, nextStart);
        return true;
    }

    private boolean isComment(int start) {
        return start < lineEnd && source.text().charAt(start) == '#';
    }

    private void comment(int start) {
        if (directives.read(line, start, lineEnd)) {
            return;
        }
        String comment = Blanks.trim(source.text().substring(start + 1, lineEnd));
        if (comment.isEmpty() || comments.size() == MAX_COMMENTS) {
            comments.clear();
        }
        if (!comment.isEmpty()) {
            comments.add(comment);
        }
    }

    private LogicalLine assemble(int start) {
        LogicalLine.Builder builder = new LogicalLine.Builder(source);
        int first = line;
        int column = start - lineStart + 1;
        int from = start;
        boolean continued;
        do {
            int end = continuation(from, lineEnd);
            continued = end >= 0;
            if (builder.length() <= MAX_INSTRUCTION) {
                builder.add(line, from - lineStart + 1, from, continued ? end : lineEnd);
            }
            continued = continued && nextContinued(builder);
            from = lineStart;
        } while (continued);
        if (builder.length() > MAX_INSTRUCTION) {
            problems.error(
                    "too-long",
                    "the instruction has more than %d characters".formatted(MAX_INSTRUCTION),
                    Span.at(first, column),
                    "put a long text into a file of the build context");
        }
        return builder.build(line, lineStart, lineEnd);
    }

    /** Goes to the next line that belongs to a continued instruction; false at the end of the file. */
    private boolean nextContinued(LogicalLine.Builder builder) {
        while (nextLine()) {
            int start = Blanks.skipSpace(source.text(), lineStart, lineEnd);
            if (start == lineEnd) {
                builder.blank(line);
            } else if (!isComment(start)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The index of the escape character that continues a line, or -1. Blanks may follow it. It does not count behind another one, however many
     * there are.
     */
    private int continuation(int start, int end) {
        String text = source.text();
        int last = end - 1;
        while (last >= start && (text.charAt(last) == ' ' || text.charAt(last) == '\t')) {
            last--;
        }
        char escape = directives.escape().character();
        boolean continued =
                last >= start && text.charAt(last) == escape && (last == start || text.charAt(last - 1) != escape);
        return continued ? last : -1;
    }
}
