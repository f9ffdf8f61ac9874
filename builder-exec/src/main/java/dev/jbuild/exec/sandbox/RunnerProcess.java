package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.sandbox.SandboxProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A command that a program of the runner carries out, be it by way of a runtime. */
final class RunnerProcess implements SandboxProcess {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int SIGNAL_BASE = 128;
    private static final int KILL = 9;
    private static final long PATIENCE_SECONDS = 5; // for the kernel to end all processes; it takes milliseconds

    private final ProcessSpec spec;
    private final Ending ending;
    private final Process outer;
    private final Connection connection;
    private final ControlGroup group;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final SignalDelivery signals;
    private final RootFsForm rootFs;
    private volatile boolean stopped;
    private volatile int endedBy; // the signal that ended it, 0 for none

    /** Tells how the command ended from how the outer process did. */
    interface Ending {
        /** The command's exit status; a BuildException when it was not started. */
        int status(int code) throws IOException;

        /** This, and something that is done when the command was started and has ended. */
        default Ending then(Io after) {
            return code -> {
                int status = status(code);
                after.run();
                return status;
            };
        }

        /** What may fail as files do. */
        interface Io {
            void run() throws IOException;
        }
    }

    /** What it holds until it ends. */
    record Held(Process outer, Connection connection, ControlGroup group, SignalDelivery signals, RootFsForm rootFs) {}

    RunnerProcess(ProcessSpec spec, Ending ending, Held held) {
        this.spec = spec;
        this.ending = ending;
        this.outer = held.outer();
        this.connection = held.connection();
        this.group = held.group();
        this.signals = held.signals();
        this.rootFs = held.rootFs();
    }

    RunnerProcess begin(Executor waits) {
        connection.feed(outer.getOutputStream(), waits);
        CompletableFuture<Void> out = pump(outer.getInputStream(), OutputSink.Stream.STDOUT, waits);
        CompletableFuture<Void> err = pump(outer.getErrorStream(), OutputSink.Stream.STDERR, waits);
        out.exceptionally(this::stopFor);
        err.exceptionally(this::stopFor);
        CompletableFuture.allOf(out, err).whenComplete((nothing, failure) -> ended(failure));
        return this;
    }

    /** Nobody takes its output any more: it would wait for that for ever. */
    private @Nullable Void stopFor(Throwable failure) {
        endLease();
        return null;
    }

    private CompletableFuture<Void> pump(InputStream from, OutputSink.Stream stream, Executor waits) {
        return CompletableFuture.runAsync(
                () -> {
                    byte[] buffer = new byte[BUFFER_BYTES];
                    ByteBuffer piece = ByteBuffer.wrap(buffer);
                    try {
                        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                            connection.output().write(stream, piece.clear().limit(n));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                waits);
    }

    /** Its output has ended, and it does so too: the thread that read the last of it waits for that, as another would first have to be made. */
    private void ended(@Nullable Throwable failure) {
        boolean interrupted = false;
        while (true) {
            try {
                outer.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        connection.close();
        finish(failure);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(@Nullable Throwable failure) {
        try {
            if (stopped) {
                exit.completeExceptionally(BuildException.of(ErrorCode.INTERRUPTED, "the command was stopped"));
            } else if (failure != null) {
                exit.completeExceptionally(failure);
            } else if (endedBy > 0 && outer.exitValue() == SIGNAL_BASE + KILL) {
                exit.complete(new ExitStatus(SIGNAL_BASE + endedBy, false));
            } else {
                Set<ExitStatus.Limit> struck = group.struck(spec.rootFs().scratch());
                exit.complete(new ExitStatus(ending.status(outer.exitValue()), struck));
            }
        } catch (IOException | RuntimeException e) {
            exit.completeExceptionally(e);
        } finally {
            group.close();
        }
    }

    @Override
    public void signal(int number) {
        try {
            if (!signals.deliver(number)) {
                endedBy = number;
                endLease();
            }
        } catch (IOException e) {
            endedBy = number; // who cannot be told is ended
            endLease();
        }
    }

    @Override
    public CompletionStage<ExitStatus> exit() {
        return exit;
    }

    @Override
    public RootFsChanges changes() {
        return rootFs.changes();
    }

    /**
     * Ends the lease, upon which the outer process kills the command and all that it started: also a setuid program, which the
     * death of its parent alone would not end. Only when that takes too long is the outer process killed.
     */
    @Override
    public void close() {
        stopped = true;
        connection.close();
        endLease();
        try {
            if (!outer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                outer.destroyForcibly();
            }
            exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // How it ended is for those to hear who asked for its exit.
        } catch (InterruptedException e) {
            outer.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            closeRootFs();
        }
    }

    private void closeRootFs() {
        try {
            rootFs.close();
        } catch (IOException e) {
            // What is left in memory is removed by the next process.
        }
    }

    private void endLease() {
        try {
            outer.getOutputStream().close();
        } catch (IOException e) {
            // It has ended: then there is no lease to end.
        }
    }
}
