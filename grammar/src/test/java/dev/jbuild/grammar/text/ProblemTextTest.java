package dev.jbuild.grammar.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTextTest {

    private static final SourceText SOURCE =
            SourceText.of("Dockerfile", "FROM debian\nWORKDIR /src\nCOPY . .\nRUN make all\nCMD [\"./app\"]\n");

    @Test
    void showsTheLinesAround() {
        Problem problem = Problem.error("command-failed", "exit status 2", new Span(4, 1, 4, 13));
        assertThat(ProblemText.of(SOURCE, problem.withHint("look at the log"))).isEqualTo("""
                        Dockerfile:4:1
                          2 |     WORKDIR /src
                          3 |     COPY . .
                          4 | >>> RUN make all
                          5 |     CMD ["./app"]
                        error[command-failed]: exit status 2
                          try: look at the log
                        """);
    }

    @Test
    void namesWarnings() {
        assertThat(ProblemText.of(SOURCE, Problem.warning("StageNameCasing", "a", Span.at(1, 1))))
                .endsWith("warning[StageNameCasing]: a\n");
    }

    @Test
    void cutsLongLinesAndPlaces() {
        SourceText source = SourceText.of("f", ("x".repeat(500) + "\n").repeat(500));
        String excerpt = ProblemText.excerpt(source, new Span(100, 1, 400, 1));
        assertThat(excerpt.lines()).hasSize(15).allMatch(line -> line.length() < 180);
        assertThat(excerpt)
                .contains("  109 | >>> xxx")
                .contains("\n      | >>> …\n")
                .contains("\n  400 | >>> xxx");
    }

    @Test
    void letsNoControlCharacterThrough() {
        SourceText source = SourceText.of("f", "a\u001b[31m\u0007\u007f\u009bb\tc\n");
        assertThat(ProblemText.of(source, Problem.error("x", "y\u001b", Span.at(1, 1))))
                .isEqualTo("f:1:1\n  1 | >>> a\u241b[31m\u2407\uFFFD\uFFFDb\tc\nerror[x]: y\u241b\n");
    }

    @Test
    void aPlaceBeyondTheTextHasNoLines() {
        assertThat(ProblemText.excerpt(SOURCE, Span.at(9, 1))).isEmpty();
        assertThat(ProblemText.excerpt(SOURCE, new Span(5, 1, 9, 1)))
                .isEqualTo("  3 |     COPY . .\n  4 |     RUN make all\n  5 | >>> CMD [\"./app\"]\n");
    }

    @Test
    void saysWhenThereAreMore() {
        Problems problems = new Problems();
        for (int i = 0; i < 200; i++) {
            problems.error("x", "y", Span.at(1, 1 + i));
        }
        List<Problem> all = new ArrayList<>(problems.sorted());
        assertThat(all).hasSize(Problems.MAX);
        assertThat(ProblemText.of(new SyntaxException(SOURCE, all)))
                .endsWith("only the first 100 problems are shown\n");
    }
}
