package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.BuildLogs.BuildSummary;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link BuildLogs} does. */
public interface BuildLogsContract {

    BuildLogs logs() throws IOException;

    @Test
    default void keepsTheOutputOfEachStep() throws IOException {
        logs().begin(summary("7f3a01", 1));
        append("7f3a01", 12, "first\n");
        append("7f3a01", 2, "other\n");
        append("7f3a01", 12, "second\n");
        assertThat(read("7f3a01", 12)).isEqualTo("first\nsecond\n");
        assertThat(read("7f3a01", 2)).isEqualTo("other\n");
        assertThat(logs().steps("7f3a01")).containsExactly(2, 12);
        assertThat(logs().steps("0000")).isEmpty();
        assertThatThrownBy(() -> logs().open("7f3a01", 3)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void listsTheNewestFirstWithItsOutcome() throws IOException {
        logs().begin(summary("aa01", 1));
        logs().begin(summary("bb02", 2));
        logs().end("aa01", "failed");
        assertThat(logs().list()).containsExactly(summary("bb02", 2), withOutcome(summary("aa01", 1), "failed"));
    }

    @Test
    default void findsABuildByAPrefixThatOnlyItHas() throws IOException {
        logs().begin(summary("abc1", 1));
        logs().begin(summary("abd2", 2));
        assertThat(logs().find("abc")).contains(summary("abc1", 1));
        assertThat(logs().find("abd2")).contains(summary("abd2", 2));
        assertThat(logs().find("ab")).isEmpty();
        assertThat(logs().find("x")).isEmpty();
    }

    @Test
    default void keepsWhatStepsLeft() throws IOException {
        logs().begin(summary("ce01", 1));
        List<StepState> left = List.of(
                state(1, List.of()),
                state(2, List.of("a")),
                state(3, List.of("a", "b")),
                state(4, List.of("a", "b")),
                state(5, List.of("a", "c", "d")),
                state(6, List.of("e", "f")),
                state(7, List.of("a", "b", "g", "a")),
                state(8, List.of("a")));
        logs().putStates("ce01", left);
        assertThat(logs().states("ce01")).isEqualTo(left);
        assertThat(logs().states("ce02")).isEmpty();
    }

    private static StepState state(int number, List<String> layers) {
        List<DiffId> chain =
                layers.stream().map(layer -> new DiffId(Digest.ofUtf8(layer))).toList();
        Platform platform = Platform.parse("linux/amd64");
        return new StepState(
                number,
                "RUN " + number,
                number != 8,
                chain,
                new StepState.Surroundings(platform, List.of("A=" + number), "/", "user"));
    }

    private void append(String build, int step, String text) throws IOException {
        try (OutputStream out = logs().append(build, step)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String read(String build, int step) throws IOException {
        try (InputStream in = logs().open(build, step)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static BuildSummary summary(String build, int second) {
        return new BuildSummary(
                build,
                Instant.ofEpochSecond(1_800_000_000L + second),
                "/home/u/app",
                "Dockerfile",
                List.of("app:latest", "app:v1"),
                "done");
    }

    private static BuildSummary withOutcome(BuildSummary b, String outcome) {
        return new BuildSummary(b.build(), b.started(), b.context(), b.dockerfile(), b.tags(), outcome);
    }
}
