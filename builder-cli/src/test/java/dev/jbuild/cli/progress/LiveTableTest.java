package dev.jbuild.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.progress.ProgressEvent.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void showsWhatRunsWithItsLastOutputBelowWhatIsDone() {
        Activity cached = new Activity(1, "[base] FROM busybox", START);
        cached.complete(new ProgressEvent.Completed(START, new VertexId(0), Outcome.CACHED, ""));
        Activity running = new Activity(2, "[base 1/1] RUN make", START);
        running.output(new ProgressEvent.Output(
                START,
                new VertexId(1),
                ProgressEvent.Stream.STDOUT,
                ByteBuffer.wrap("1\n2\n3\n4\n5\n".getBytes(StandardCharsets.UTF_8))));

        assertThat(LiveTable.lines(List.of(cached, running), START, START.plusMillis(1500), 24, 61))
                .containsExactly(
                        "building 1.5s  1 of 2 started steps ended",
                        "  #1 [base] FROM busybox                              CACHED",
                        "⠴ #2 [base 1/1] RUN make                                1.5s",
                        "    2",
                        "    3",
                        "    4",
                        "    5");
    }

    @Property
    void neverTakesMoreThanTheTerminalHas(
            @ForAll @IntRange(max = 60) int steps,
            @ForAll @IntRange(max = 60) int done,
            @ForAll @IntRange(min = 1, max = 50) int rows,
            @ForAll @IntRange(min = 1, max = 200) int columns) {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Activity activity = new Activity(i + 1, "step ".repeat(i), START);
            if (i < done) {
                activity.complete(new ProgressEvent.Completed(START, new VertexId(i), Outcome.DONE, "12 MB"));
            }
            activities.add(activity);
        }
        List<String> lines = LiveTable.lines(activities, START, START, rows, columns);
        assertThat(lines).hasSizeLessThanOrEqualTo(Math.max(1, rows - 1));
        assertThat(lines).allMatch(line -> line.length() <= Math.max(20, columns - 1));
    }
}
