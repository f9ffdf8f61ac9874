package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.nio.charset.StandardCharsets;

/** Refuses lines that are longer than other builders read. */
final class LineLimit {

    private static final int MOST_BYTES_OF_A_CHARACTER = 3; // a pair of surrogates has 4 bytes

    private final SourceText source;
    private final Problems problems;

    LineLimit(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Looks at a line, which begins at {@code start} of the text, if the next begins at {@code next}. */
    void check(int line, int start, int next) {
        if ((next - start) * MOST_BYTES_OF_A_CHARACTER > LineAssembler.MAX_LINE_BYTES && tooLong(start, next)) {
            problems.error(
                    "line-too-long",
                    "the line has more than %d bytes".formatted(LineAssembler.MAX_LINE_BYTES),
                    Span.at(line, 1),
                    "continue it on the next line, or put the text into a file of the build context");
        }
    }

    private boolean tooLong(int start, int next) {
        if (next - start > LineAssembler.MAX_LINE_BYTES + 1) {
            return true;
        }
        String text = source.text().substring(start, next);
        String withoutEnd = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return withoutEnd.getBytes(StandardCharsets.UTF_8).length > LineAssembler.MAX_LINE_BYTES;
    }
}
