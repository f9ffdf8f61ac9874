package dev.jbuild.core.sandbox.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.store.DirectoryForm;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The promises of {@link Sandbox}. The commands are those of {@link #sh}; a fake answers them as a shell would. */
public interface SandboxContract {
    String HELLO = "echo hello; echo oops >&2";
    String STATUS_3 = "exit 3";
    String SIGNALLED = "sh -c 'kill -9 $$'; exit $?";
    String WRITES = "echo data >/made";
    String READS = "cat; echo read";
    String ENDLESS = "echo started; while :; do sleep 1; done";

    Sandbox sandbox();

    /** A rootfs with a shell, and a scratch directory of its own. */
    RootFs rootFs();

    @Test
    default void deliversOutputBeforeTheExit() throws Exception {
        CollectedOutput output = new CollectedOutput();
        ExitStatus status = run(sh(HELLO), new ProcessIo.NoInput(output));
        assertThat(status.success()).isTrue();
        assertThat(output.text(OutputSink.Stream.STDOUT)).isEqualTo("hello\n");
        assertThat(output.text(OutputSink.Stream.STDERR)).isEqualTo("oops\n");
    }

    @Test
    default void saysHowTheCommandEnded() throws Exception {
        assertThat(run(sh(STATUS_3)).code()).isEqualTo(3);
        assertThat(run(sh(SIGNALLED)).code()).isEqualTo(128 + 9);
    }

    @Test
    default void keepsWhatChanged() throws Exception {
        try (SandboxProcess process = sandbox().start(sh(WRITES), new ProcessIo.NoInput(new CollectedOutput()))) {
            process.exit().toCompletableFuture().join();
            RootFsChanges changes = process.changes();
            assertThat(Files.readString(changes.directory().resolve("made"))).isEqualTo("data\n");
        }
    }

    @Test
    default void standardInputIsEmptyOrTheStream() throws Exception {
        CollectedOutput none = new CollectedOutput();
        run(sh(READS), new ProcessIo.NoInput(none));
        assertThat(none.text(OutputSink.Stream.STDOUT)).isEqualTo("read\n");
        CollectedOutput some = new CollectedOutput();
        var stdin = new ByteArrayInputStream("words\n".getBytes(StandardCharsets.UTF_8));
        run(sh(READS), new ProcessIo.Input(stdin, some));
        assertThat(some.text(OutputSink.Stream.STDOUT)).isEqualTo("words\nread\n");
    }

    @Test
    default void failsWhenThereIsNoSuchCommand() {
        ProcessSpec spec = spec(List.of("no-such-command"));
        assertThatThrownBy(() -> run(spec))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot execute \"no-such-command\": not found in PATH")
                .extracting(e -> ((BuildException) e).code())
                .isEqualTo(ErrorCode.COMMAND_NOT_FOUND);
    }

    @Test
    default void closingStopsTheCommand() throws Exception {
        CollectedOutput output = new CollectedOutput();
        SandboxProcess process = sandbox().start(sh(ENDLESS), new ProcessIo.NoInput(output));
        output.awaitText("started");
        assertThat(process.exit().toCompletableFuture()).isNotDone();
        process.close();
        assertThatThrownBy(() -> process.exit().toCompletableFuture().join())
                .cause()
                .extracting(e -> ((BuildException) e).code())
                .isEqualTo(ErrorCode.INTERRUPTED);
        process.close();
    }

    @Test
    default void tagNamesADirectoryForm() {
        assertThat(new DirectoryForm(Digest.of(new byte[0]), sandbox().directoryTag()))
                .isNotNull();
    }

    default ProcessSpec sh(String script) {
        return spec(List.of("sh", "-c", script));
    }

    default ProcessSpec spec(List<String> args) {
        return new ProcessSpec(
                rootFs(),
                args,
                List.of("PATH=/usr/bin:/bin"),
                "/",
                ProcessSpec.Identity.ROOT,
                "buildkitsandbox",
                List.of(),
                ProcessSpec.Network.HOST,
                ProcessSpec.Privileges.DEFAULT,
                ProcessSpec.Limits.NONE,
                List.of(),
                ProcessSpec.Adjustments.NONE);
    }

    default ExitStatus run(ProcessSpec spec) throws Exception {
        return run(spec, new ProcessIo.NoInput(new CollectedOutput()));
    }

    default ExitStatus run(ProcessSpec spec, ProcessIo io) throws Exception {
        try (SandboxProcess process = sandbox().start(spec, io)) {
            return process.exit().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
