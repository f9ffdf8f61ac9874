package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/** This side of a command's streams: what the user types goes in, sizes go in, output comes out. Thread-safe. */
final class Connection implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ProcessIo io;
    private final StreamsShape shape;
    private final Optional<Fifo> fifo;

    private Connection(ProcessIo io, StreamsShape shape, Optional<Fifo> fifo) {
        this.io = io;
        this.shape = shape;
        this.fifo = fifo;
    }

    static Connection of(ProcessIo io, Path scratch, Runner runner) throws IOException {
        Path fifo = scratch.resolve("fifo");
        if (io instanceof ProcessIo.Input) {
            return new Connection(io, new StreamsShape.Piped(fifo), Optional.of(Fifo.make(fifo, runner)));
        }
        if (io instanceof ProcessIo.Terminal terminal) {
            ProcessIo.TerminalSize size = terminal.size();
            StreamsShape shape = new StreamsShape.Terminal(fifo, size.rows(), size.columns());
            return new Connection(io, shape, Optional.of(Fifo.make(fifo, runner)));
        }
        return new Connection(io, new StreamsShape.Empty(), Optional.empty());
    }

    StreamsShape shape() {
        return shape;
    }

    OutputSink output() {
        return io.output();
    }

    /** Starts what carries input to the process; it ends when the input does, or when this is closed. */
    void feed(OutputStream lease, Executor waits) {
        if (io instanceof ProcessIo.Input input) {
            waits.execute(() -> copyToFifo(input.stdin()));
        } else if (io instanceof ProcessIo.Terminal terminal) {
            terminal.size().onChange(() -> tell(terminal.size()));
            waits.execute(() -> copyToTerminal(terminal.stdin(), lease));
        }
    }

    private void copyToFifo(InputStream stdin) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int n = stdin.read(buffer); n >= 0; n = stdin.read(buffer)) {
                fifo.orElseThrow().write(ByteBuffer.wrap(buffer, 0, n));
            }
        } catch (IOException e) {
            // The command has ended and does not read any more, or the user's end is broken: what follows is the end.
        }
        endInput();
    }

    private void endInput() {
        try {
            fifo.orElseThrow().end();
        } catch (IOException e) {
            // It was closed already.
        }
    }

    /** A terminal's input does not end by being closed, which is the end of the lease; a user's end of input is a byte. */
    private static void copyToTerminal(InputStream stdin, OutputStream lease) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int n = stdin.read(buffer); n >= 0; n = stdin.read(buffer)) {
                lease.write(buffer, 0, n);
                lease.flush();
            }
        } catch (IOException e) {
            // The command has ended, or nobody types any more: either way there is nothing to carry.
        }
    }

    private void tell(ProcessIo.TerminalSize size) {
        try {
            fifo.orElseThrow().write(ByteBuffer.wrap(Streams.winsize(size.rows(), size.columns())));
        } catch (IOException e) {
            // The command has ended; its size does not matter any more.
        }
    }

    @Override
    public void close() {
        fifo.ifPresent(Fifo::close);
    }
}
