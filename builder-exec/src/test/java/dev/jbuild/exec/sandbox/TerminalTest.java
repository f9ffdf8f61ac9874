package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A terminal of the sandbox's own, and a user's stdin. */
@Tag("root")
@ParameterizedClass(name = "{0}")
@EnumSource(Runtimes.class)
@Timeout(150)
class TerminalTest extends SandboxFixture {
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final CollectedOutput screen = new CollectedOutput();
    private final Window window = new Window();
    private PipedInputStream stdin;

    @BeforeEach
    void connect() throws IOException {
        stdin = new PipedInputStream(keyboard, 1 << 16);
    }

    /** A window that can be resized. */
    private static final class Window implements ProcessIo.TerminalSize {
        private volatile int rows = 24;
        private volatile Runnable listener = () -> {};

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public int columns() {
            return 80;
        }

        @Override
        public void onChange(Runnable told) {
            listener = told;
        }

        void resize(int wanted) {
            rows = wanted;
            listener.run();
        }
    }

    @Test
    void isATerminalWithASize() throws Exception {
        ExitStatus status = inTerminal(sh("tty; stty size; ls -l /dev/console >/dev/null && echo console; exit 5"));
        assertThat(status.code()).isEqualTo(5);
        assertThat(text()).isEqualTo("/dev/pts/0\r\n24 80\r\nconsole\r\n");
    }

    @Test
    void carriesWhatIsTypedAndTheNewSize() throws Exception {
        Spec spec = sh("trap 'stty size; exit 0' WINCH; read -r word; echo got $word; while :; do sleep 0.1; done");
        try (SandboxProcess process = start(spec)) {
            type("hello\n");
            screen.awaitText("got hello");
            window.resize(50);
            screen.awaitText("50 80");
            assertThat(code(process)).isZero();
        }
    }

    @Test
    void belongsToTheUser() throws Exception {
        inTerminal(sh("id -u; echo opened >/dev/tty; cat </dev/stdin").user(1000, 1000), "typed\n\u0004");
        assertThat(text()).contains("1000\r\n").contains("opened\r\n").contains("typed\r\n");
    }

    @Test
    void deliversAllOutput() throws Exception {
        inTerminal(sh("i=0; while [ $i -lt 20000 ]; do echo line-$i; i=$((i+1)); done"));
        assertThat(text()).startsWith("line-0\r\n").endsWith("line-19999\r\n");
    }

    @Test
    void interruptsAsAKeyboardDoes() throws Exception {
        try (SandboxProcess process =
                start(sh("trap 'echo interrupted; exit 4' INT; echo up; while :; do sleep 0.1; done"))) {
            screen.awaitText("up");
            type("\u0003");
            assertThat(code(process)).isEqualTo(4);
        }
    }

    @Test
    void closingEndsEverything() throws Exception {
        String sleep = "sleep " + (5_000_000 + ProcessHandle.current().pid()); // nobody else's
        SandboxProcess process = start(sh("trap '' HUP TERM INT; echo up; while :; do " + sleep + "; done"));
        screen.awaitText("up");
        process.close();
        assertThat(process.exit().toCompletableFuture()).isCompletedExceptionally();
        assertThat(ProcessHandle.allProcesses()
                        .filter(p -> p.info().commandLine().orElse("").contains(sleep)))
                .isEmpty();
    }

    @Test
    void standardInputOfMegabytesEnds() throws Exception {
        byte[] bytes = new byte[5 << 20];
        Arrays.fill(bytes, (byte) 'x');
        var input = new ByteArrayInputStream(bytes);
        try (SandboxProcess process =
                sandbox.start(sh("wc -c; cat /dev/stdin").build(), new ProcessIo.Input(input, screen))) {
            assertThat(code(process)).isZero();
            assertThat(text().trim()).isEqualTo(Integer.toString(bytes.length));
        }
    }

    @Test
    void standardInputCanStayOpenAfterTheEnd() throws Exception {
        try (SandboxProcess process =
                sandbox.start(sh("read -r x; echo $x").build(), new ProcessIo.Input(stdin, screen))) {
            type("word\n");
            assertThat(code(process)).isZero();
            assertThat(text()).isEqualTo("word\n");
        }
    }

    @Test
    void usersReadTheirStandardInput() throws Exception {
        var input = new ByteArrayInputStream("data".getBytes(StandardCharsets.UTF_8));
        Spec spec = sh("cat /dev/stdin").user(1000, 1000);
        try (SandboxProcess process = sandbox.start(spec.build(), new ProcessIo.Input(input, screen))) {
            assertThat(code(process)).isZero();
            assertThat(text()).isEqualTo("data");
        }
    }

    private ExitStatus inTerminal(Spec spec) throws Exception {
        return inTerminal(spec, "");
    }

    private ExitStatus inTerminal(Spec spec, String typed) throws Exception {
        try (SandboxProcess process = start(spec)) {
            type(typed);
            return process.exit().toCompletableFuture().get(120, TimeUnit.SECONDS);
        }
    }

    private SandboxProcess start(Spec spec) throws IOException {
        return sandbox.start(spec.build(), new ProcessIo.Terminal(stdin, screen, window));
    }

    private static int code(SandboxProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(120, TimeUnit.SECONDS).code();
    }

    private void type(String text) throws IOException {
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private String text() {
        return screen.text(OutputSink.Stream.STDOUT);
    }
}
