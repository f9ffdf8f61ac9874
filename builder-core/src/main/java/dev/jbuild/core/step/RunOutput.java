package dev.jbuild.core.step;

import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.store.BuildLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's output goes: whole to the build's log, to progress, and its last lines to a failure. Opened with the log when the
 * first byte comes: a silent command has none. Thread-safe.
 */
final class RunOutput implements OutputSink, AutoCloseable {
    private final BuildLogs logs;
    private final String build;
    private final StepRequest request;
    private final Clock clock;
    private final OutputTail tail = new OutputTail();
    private final Object order = new Object(); // held by who writes: pieces stand in the same order wherever they go
    private byte[] buffer = new byte[0];
    private ByteBuffer shown = ByteBuffer.wrap(buffer);
    private ProgressEvent.@Nullable Output last;
    private long lastMillis;
    private @Nullable OutputStream log;
    private @Nullable IOException logFailure;

    RunOutput(BuildLogs logs, String build, StepRequest request, Clock clock) {
        this.logs = logs;
        this.build = build;
        this.request = request;
        this.clock = clock;
    }

    @Override
    public void write(Stream stream, ByteBuffer bytes) {
        synchronized (order) {
            int count = bytes.remaining();
            makeRoom(count);
            bytes.get(buffer, 0, count);
            log(buffer, count);
            tail.write(buffer, count);
            shown.limit(count);
            request.progress().accept(event(stream));
        }
    }

    /** That there are bytes to be shown. All pieces of a millisecond have the same one. */
    private ProgressEvent.Output event(Stream stream) {
        ProgressEvent.Stream of = stream == Stream.STDOUT ? ProgressEvent.Stream.STDOUT : ProgressEvent.Stream.STDERR;
        long millis = clock.millis();
        ProgressEvent.Output event = last;
        if (event == null || millis != lastMillis || event.stream() != of || event.bytes() != shown) {
            event = new ProgressEvent.Output(Instant.ofEpochMilli(millis), request.id(), of, shown);
            last = event;
            lastMillis = millis;
        }
        return event;
    }

    /** New ones for every piece would be garbage, of which the heap takes as much as there is before it is collected. */
    private void makeRoom(int count) {
        if (buffer.length < count) {
            buffer = new byte[count];
            shown = ByteBuffer.wrap(buffer).asReadOnlyBuffer();
        }
        shown.clear();
    }

    OutputTail tail() {
        return tail;
    }

    private synchronized void log(byte[] bytes, int count) {
        if (logFailure != null) {
            return;
        }
        try {
            if (log == null) {
                log = logs.append(build, request.number());
            }
            log.write(bytes, 0, count);
        } catch (IOException e) {
            logFailure = e; // thrown by close: the command must not stop in the middle of a write
        }
    }

    /** Ends the log; throws what went wrong with it. */
    @Override
    public synchronized void close() throws IOException {
        if (log != null) {
            OutputStream open = log;
            log = null;
            open.close();
        }
        if (logFailure != null) {
            throw new IOException("the log of the step cannot be written: " + logFailure.getMessage(), logFailure);
        }
    }
}
