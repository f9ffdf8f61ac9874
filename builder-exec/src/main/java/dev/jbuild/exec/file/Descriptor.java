package dev.jbuild.exec.file;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.program.Syscall;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** A descriptor that is closed once. The streams over it close it; they are used by one thread. */
final class Descriptor implements Closeable {
    private static final int MOST_BYTES = 64 * 1024; // that one call reads or writes

    private final int number;
    private final TreePath path;
    private boolean closed;

    Descriptor(int number, TreePath path) {
        this.number = number;
        this.path = path;
    }

    int number() {
        return number;
    }

    TreePath path() {
        return path;
    }

    InputStream reading() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, into.length);
                if (length == 0) {
                    return 0;
                }
                byte[] bytes = new byte[Math.min(length, MOST_BYTES)];
                long n = PosixErrors.check(SystemCalls.call(Syscall.READ, number, bytes, bytes.length, 0, 0), path);
                System.arraycopy(bytes, 0, into, offset, (int) n);
                return n == 0 ? -1 : (int) n;
            }

            @Override
            public void close() throws IOException {
                Descriptor.this.close();
            }
        };
    }

    /** One that gives the file a mode when all is written. */
    OutputStream writing(int mode) {
        return new FilterOutputStream(writing()) {
            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
            }

            @Override
            public void close() throws IOException {
                try {
                    PosixErrors.check(SystemCalls.call(Syscall.FCHMOD, number, mode, 0, 0, 0), path);
                } finally {
                    out.close();
                }
            }
        };
    }

    OutputStream writing() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, from.length);
                int at = offset;
                while (at < offset + length) {
                    int count = Math.min(offset + length - at, MOST_BYTES);
                    at += (int) PosixErrors.check(SystemCalls.write(number, from, at, count), path);
                }
            }

            @Override
            public void close() throws IOException {
                Descriptor.this.close();
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            PosixErrors.check(SystemCalls.call(Syscall.CLOSE, number, 0, 0, 0, 0), path);
        }
    }
}
