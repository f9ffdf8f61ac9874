package dev.jbuild.exec.sandbox;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * This side of a FIFO that the runner reads. What is written stays in it until the runner has opened it, however soon it is
 * closed for writing: a reader of our own keeps it. Thread-safe.
 */
final class Fifo implements AutoCloseable {
    private final FileChannel reader;
    private final FileChannel writer;

    private Fifo(FileChannel reader, FileChannel writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /** Makes a FIFO at a path where nothing is. */
    static Fifo make(Path path, Runner runner) throws IOException {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        Arg name = Arg.text(PathBytes.bytes(path.toAbsolutePath()));
        program.call(Syscall.MKNODAT, Linux.AT_FDCWD, name, MountCalls.mode(Linux.S_IFIFO, 0600), Arg.NULL);
        int status = runner.run(program.build());
        if (status != 0) {
            throw new IOException("cannot make a FIFO in " + path.getParent() + ": exit status " + status);
        }
        FileChannel both = FileChannel.open(path, READ, WRITE); // opening both ends never waits, nor then each
        try {
            return new Fifo(FileChannel.open(path, READ), FileChannel.open(path, WRITE));
        } finally {
            both.close();
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            writer.write(bytes);
        }
    }

    /** The end of what is written. Wakes who writes. */
    void end() throws IOException {
        writer.close();
    }

    @Override
    public void close() {
        try {
            writer.close();
            reader.close();
        } catch (IOException e) {
            // Nothing is buffered on this side, so nothing is lost.
        }
    }
}
