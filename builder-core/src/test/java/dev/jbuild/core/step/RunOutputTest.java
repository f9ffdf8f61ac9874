package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.OutputSink.Stream;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.store.fakes.InMemoryBuildLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunOutputTest {
    private static final int PIECES = 5_000;

    private final InMemoryBuildLogs logs = new InMemoryBuildLogs();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final StepRequest request = heard();

    private StepRequest heard() {
        StepRequest copy = SingleCopy.request("a", "/");
        return new StepRequest(copy.id(), copy.vertex(), copy.inputs(), 1, copy.cancellation(), event -> {
            ByteBuffer bytes = ((ProgressEvent.Output) event).bytes();
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            shown.writeBytes(some);
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What two streams print at once stands in one order in the log, in progress and below a failure. */
    @Test
    void hasOneOrderOfTwoStreams() throws Exception {
        RunOutput output = new RunOutput(logs, "b", request, Clock.systemUTC());
        Thread[] writers = new Thread[2];
        for (int i = 0; i < writers.length; i++) {
            Stream stream = Stream.values()[i];
            writers[i] = new Thread(() -> {
                for (int piece = 0; piece < PIECES; piece++) {
                    output.write(stream, bytes(stream + " " + piece + "\n"));
                }
            });
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        output.close();
        String log = new String(logs.open("b", 1).readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = log.lines().toList();
        assertThat(lines).hasSize(2 * PIECES).doesNotHaveDuplicates();
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(log);
        assertThat(output.tail().lines()).isEqualTo(lines.subList(lines.size() - 20, lines.size()));
    }

    @Test
    void handsOnWhatIsLeftOfABufferAndLeavesTheRest() throws IOException {
        RunOutput output = new RunOutput(logs, "b", request, Clock.systemUTC());
        ByteBuffer piece = bytes("not this: a long one, not that");
        output.write(Stream.STDOUT, piece.position("not this: ".length()).limit("not this: a long one".length()));
        output.write(Stream.STDERR, bytes(", b"));
        output.close();
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("a long one, b");
        assertThat(logs.open("b", 1).readAllBytes()).isEqualTo(shown.toByteArray());
    }
}
