package dev.jbuild.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final VertexId BASE = new VertexId(0);
    private static final VertexId RUN = new VertexId(7);

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PlainProgress progress =
            new PlainProgress(new PrintStream(shown, true, StandardCharsets.UTF_8), PlainProgress.Reasons.WHOLE);

    @Test
    void numbersStepsAsTheyStartAndGivesTheReasonOfAMiss() {
        progress.accept(new ProgressEvent.Started(START, BASE, "[base] FROM busybox"));
        progress.accept(new ProgressEvent.Completed(START, BASE, Outcome.CACHED, ""));
        progress.accept(new ProgressEvent.Started(START, RUN, "[base 1/1] RUN make"));
        progress.accept(
                new ProgressEvent.MissExplained(START, RUN, "no record for this command yet", List.of("key run/1")));
        progress.accept(output(412, "one\nt"));
        progress.accept(output(500, "wo\r\nthree"));
        progress.accept(new ProgressEvent.Completed(at(3100), RUN, Outcome.DONE, "41.2 MB in 812 files"));

        assertThat(text()).isEqualTo("""
                        #1 [base] FROM busybox
                        #1 CACHED
                        #2 [base 1/1] RUN make
                        #2 not cached: no record for this command yet
                        #2   key run/1
                        #2 0.412 one
                        #2 0.500 two
                        #2 3.100 three
                        #2 DONE 3.1s, 41.2 MB in 812 files
                        """);
    }

    @Test
    void escapesWhatACommandSendsToTheTerminal() {
        progress.accept(new ProgressEvent.Started(START, RUN, "RUN \033[31mred"));
        progress.accept(output(0, "##vso[task]\n\033]0;title\007\n"));

        assertThat(text()).isEqualTo("#1 RUN \\x1b[31mred\n#1 0.000 ##vso[task]\n#1 0.000 \\x1b]0;title\\x07\n");
    }

    @Test
    void aReturnAndANewlineAreOneEndWhereverTheyAreCut() {
        progress.accept(new ProgressEvent.Started(START, RUN, "RUN x"));
        progress.accept(output(1, "10%\r"));
        progress.accept(output(2, "\n\n20%\r30%\r\n\r\n"));
        progress.accept(output(3, "end"));
        progress.accept(new ProgressEvent.Completed(at(4), RUN, Outcome.DONE, ""));

        assertThat(text()).isEqualTo("""
                        #1 RUN x
                        #1 0.001 10%
                        #1 0.002\s
                        #1 0.002 20%
                        #1 0.002 30%
                        #1 0.002\s
                        #1 0.004 end
                        #1 DONE 0.0s
                        """);
    }

    /** Lines that go as they are, and such that do not, stay in their order; a line without end comes in pieces of 16 KiB. */
    @Test
    void keepsTheOrderOfAllKindsOfLines() {
        progress.accept(new ProgressEvent.Started(START, RUN, "RUN x"));
        String plain = "plain\tline\n".repeat(10_000);
        progress.accept(output(0, plain + "grün\n\033[0m\n" + plain));
        progress.accept(output(0, "x".repeat(40_000)));
        progress.accept(output(0, "é\377".repeat(3)));
        progress.accept(new ProgressEvent.Completed(START, RUN, Outcome.DONE, ""));

        List<String> lines = text().lines().toList();
        assertThat(lines).hasSize(1 + 20_002 + 3 + 1);
        assertThat(lines.subList(10_000, 10_004))
                .containsExactly("#1 0.000 plain\tline", "#1 0.000 grün", "#1 0.000 \\x1b[0m", "#1 0.000 plain\tline");
        assertThat(lines.subList(20_003, 20_006))
                .containsExactly(
                        "#1 0.000 " + "x".repeat(16_384),
                        "#1 0.000 " + "x".repeat(16_384),
                        "#1 0.000 " + "x".repeat(40_000 - 2 * 16_384) + "é\377".repeat(3));
    }

    @Test
    void endsWithWhatFailed() {
        progress.accept(new ProgressEvent.Started(START, RUN, "RUN false"));
        progress.accept(new ProgressEvent.Completed(at(40), RUN, Outcome.FAILED, "exit status 1"));

        assertThat(text()).endsWith("#1 FAILED 0.0s, exit status 1\n");
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private static ProgressEvent output(long millis, String text) {
        return new ProgressEvent.Output(
                at(millis), RUN, ProgressEvent.Stream.STDOUT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
