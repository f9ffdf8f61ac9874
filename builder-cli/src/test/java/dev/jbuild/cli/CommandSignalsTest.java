package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandSignalsTest {
    private static final String OWN = Long.toString(ProcessHandle.current().pid());

    @Test
    void handsEachOnByItsOwnNumberAlsoWhatTheJvmKeeps() throws Exception {
        BlockingQueue<Integer> came = new LinkedBlockingQueue<>();
        try (CommandSignals signals = CommandSignals.to(came::add)) {
            assertThat(signals).isNotNull();
            for (int number : List.of(3, 12, 3, 18)) {
                PackagedProgram.host("kill", "-" + number, OWN);
                assertThat(came.poll(60, TimeUnit.SECONDS)).isEqualTo(number);
            }
        }
        assertThat(came).isEmpty();
    }
}
