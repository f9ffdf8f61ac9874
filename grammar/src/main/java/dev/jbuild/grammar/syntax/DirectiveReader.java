package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the comments at the top that speak to the parser. Anything but a known directive, a repeated one included, ends them: from there on
 * comments are comments. Used by one thread.
 */
final class DirectiveReader {

    private static final Set<String> NAMES = Set.of("syntax", "escape", "check");

    private final SourceText source;
    private final Problems problems;
    private final List<Directive> directives = new ArrayList<>();
    private Escape escape = Escape.BACKSLASH;
    private boolean done;

    DirectiveReader(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    List<Directive> directives() {
        return directives;
    }

    Escape escape() {
        return escape;
    }

    /** Says that something else than a comment was seen. */
    void end() {
        done = true;
    }

    /** Looks at a comment, which begins with {@code #} at {@code start}; false if it is no directive. */
    boolean read(int line, int start, int end) {
        if (done) {
            return false;
        }
        String text = source.text();
        int nameStart = Blanks.skipSpace(text, start + 1, end);
        int nameEnd = nameEnd(text, nameStart, end);
        int equals = Blanks.skipSpace(text, nameEnd, end);
        int behind = Math.min(equals + 1, end);
        // Of a value that is nothing but blanks the last one is taken: it is wrong where a value counts.
        int valueStart = Math.min(Blanks.skipSpace(text, behind, end), Math.max(behind, end - 1));
        String name = text.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        if (equals == end || text.charAt(equals) != '=' || valueStart == end || !NAMES.contains(name)) {
            done = true;
            return false;
        }
        int valueEnd = Math.max(Blanks.trimEnd(text, valueStart, end), valueStart + 1);
        int column = start - source.lineStart(line) + 1;
        add(new Directive(
                name,
                text.substring(valueStart, valueEnd),
                Span.of(line, column, Blanks.trimEnd(text, start, end) - start)));
        return true;
    }

    private void add(Directive directive) {
        if (directives.stream().anyMatch(earlier -> earlier.name().equals(directive.name()))) {
            problems.error(
                    "repeated-directive",
                    "the directive \"%s\" is given twice".formatted(directive.name()),
                    directive.span(),
                    "keep one of them");
            return;
        }
        directives.add(directive);
        if (directive.name().equals("escape")) {
            setEscape(directive);
        }
    }

    private void setEscape(Directive directive) {
        if (directive.value().equals("`")) {
            escape = Escape.BACKTICK;
        } else if (!directive.value().equals("\\")) {
            problems.error(
                    "bad-escape",
                    "invalid escape character: got \"%s\", want \\ or `".formatted(directive.value()),
                    directive.span());
        }
    }

    private static int nameEnd(String text, int start, int end) {
        int i = start;
        while (i < end && (isLetter(text.charAt(i)) || (i > start && isDigit(text.charAt(i))))) {
            i++;
        }
        return i;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
