package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_EMPTY_PATH;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.StatedStream;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * A file below a {@link BatchReader}'s directory, read through its memory. Used by one thread at a time; another one may close it.
 */
final class BatchedFile extends StatedStream {
    private static final int MOST_BYTES = 256 * 1024; // that one call reads

    private final BatchReader reader;
    private final Descriptor file;
    private boolean closed;

    private BatchedFile(BatchReader reader, Descriptor file) {
        this.reader = reader;
        this.file = file;
    }

    /** Takes over the descriptor; closes what is no regular file, of which there is nothing. */
    static Optional<InputStream> regular(BatchReader reader, Descriptor file) throws IOException {
        BatchedFile opened = new BatchedFile(reader, file);
        try {
            if (opened.stat().kind() == FileKind.REGULAR) {
                return Optional.of(opened);
            }
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        opened.close();
        return Optional.empty();
    }

    @Override
    public synchronized FileStat stat() throws IOException {
        checkOpen();
        CallBatch calls = reader.acquire();
        try {
            int place = calls.reserve(Statx.BYTES);
            int path = calls.text(new byte[0]);
            int asked = calls.add(Syscall.STATX);
            calls.value(0, file.number())
                    .address(1, path)
                    .value(2, AT_EMPTY_PATH.x86())
                    .value(3, Statx.BASIC)
                    .address(4, place);
            calls.carryOut();
            PosixErrors.check(calls.result(asked), file.path());
            return Statx.read(calls.memory(), place);
        } finally {
            reader.release(calls);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        checkOpen();
        CallBatch calls = reader.acquire();
        try {
            int most = Math.min(length, MOST_BYTES);
            int place = calls.reserve(most);
            int asked = calls.add(Syscall.READ);
            calls.value(0, file.number()).address(1, place).value(2, most);
            calls.carryOut();
            int count = (int) PosixErrors.check(calls.result(asked), file.path());
            calls.memory().get(place, into, offset, count);
            return count == 0 ? -1 : count;
        } finally {
            reader.release(calls);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) { // its number may be another file's by now
            throw new IOException("\"" + file.path() + "\" is closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        file.close();
    }
}
