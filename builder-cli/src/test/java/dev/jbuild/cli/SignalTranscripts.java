package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of signals that the packaged program gets while it runs a command. */
interface SignalTranscripts {
    int QUIT = 3;
    int TERM = 15;
    int RUNUSER_TERMINATED = 128 + TERM; // what runuser says of itself, whatever its command said
    String OWN = "dev.jbuild.cli.Main"; // in the command line of no other program

    PackagedProgram program();

    @Test
    default void signalsReachTheCommand() throws Exception {
        String trap = "trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.1; done";
        Process process = started("sh", "-c", trap);
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program().out()).isEqualTo("ready\ntold\n");
        assertThat(process.exitValue()).isIn(9, RUNUSER_TERMINATED);
    }

    @Test
    default void aSignalThatIsNotHandledEndsTheCommand() throws Exception {
        Process process = started("sh", "-c", "echo ready; sleep 100");
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + TERM);
    }

    /** SIGQUIT too, of which the JVM would make a report of its threads; and no other in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "QUIT", "USR1", "USR2", "ALRM"})
    default void theSameSignalReachesTheCommand(String name) throws Exception {
        String trap = "for s in HUP INT QUIT USR1 USR2 ALRM STKFLT; do trap \"echo $s\" $s; done;"
                + " trap 'echo end; exit 9' TERM; echo ready; while :; do sleep 0.1; done";
        Process process = started("sh", "-c", trap);
        for (String signal : List.of(name, "TERM")) {
            int before = program().out().length();
            send(process, signal);
            awaitOutput(before);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program().out()).isEqualTo("ready\n" + name + "\nend\n");
        assertThat(program().err()).isEmpty();
        assertThat(process.exitValue()).isEqualTo(9);
    }

    /** Not by a shell: busybox's ignores it. */
    @Test
    default void aQuitThatIsNotHandledEndsTheCommand() throws Exception {
        Process process = started("tail", "-f", "/etc/hostname");
        send(process, "QUIT");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program().err()).isEmpty();
        assertThat(process.exitValue()).isEqualTo(128 + QUIT);
    }

    /** The program with a command that has printed something. */
    private Process started(String... command) throws Exception {
        String[] args =
                Stream.concat(Stream.of("run", "busybox"), Stream.of(command)).toArray(String[]::new);
        Process process = program().start(args);
        awaitOutput(0);
        return process;
    }

    private void awaitOutput(int longerThan) throws Exception {
        for (int i = 0; i < 600 && program().out().length() <= longerThan; i++) {
            Thread.sleep(100);
        }
    }

    /** Sends a signal to the program itself, which may have been started by another. */
    private static void send(Process process, String signal) throws Exception {
        ProcessHandle own = Stream.concat(
                        Stream.of(process.toHandle()), process.toHandle().descendants())
                .filter(handle -> handle.info().commandLine().orElse("").contains(OWN))
                .findFirst()
                .orElseThrow();
        PackagedProgram.host("kill", "-" + signal, Long.toString(own.pid()));
    }
}
