package dev.jbuild.core.layer;

import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.SideWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a tar: gathered in a buffer, counted, and handed on beside the thread that gives them while it fills another.
 * Does not close what is below. Used by one thread.
 */
final class TarOutput {
    private static final int BUFFER_BYTES = 256 * 1024; // 256 KiB
    private static final int FIRST_BYTES = 8 * 1024; // most commands change a few files, or none
    private static final byte[] NONE = {};
    private static final byte[] ZEROS = new byte[2 * TarFormat.BLOCK_BYTES];
    private static final int BUFFERS = BlobWriter.ARRAYS_IN_USE;

    private final OutputStream out;
    private final SideWork writing;
    private byte[] buffer = NONE;
    private final Deque<byte[]> others = new ArrayDeque<>(); // the one that was handed on first comes first
    private int used;
    private long position;

    /** Everything is written by the caller. */
    TarOutput(OutputStream out) {
        this(out, Runnable::run);
    }

    /** @param executor writes to the stream; nobody else may until {@link #flush} has returned */
    TarOutput(OutputStream out, Executor executor) {
        this.out = out;
        this.writing = new SideWork(executor, 1);
    }

    /** The number of bytes so far. */
    long position() {
        return position;
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int length) throws IOException {
        int taken = 0;
        while (taken < length) {
            makeRoom();
            int count = Math.min(length - taken, buffer.length - used);
            System.arraycopy(bytes, taken, buffer, used, count);
            advance(count);
            taken += count;
        }
    }

    /** At most 1024 of them. */
    void zeros(int length) throws IOException {
        write(ZEROS, length);
    }

    /**
     * Copies exactly so many bytes; a stream that has fewer or more is a {@link FileChangedException}.
     *
     * @param hash is given the bytes, if it is there
     */
    void copy(InputStream in, long sizeBytes, @Nullable MessageDigest hash) throws IOException {
        long left = sizeBytes;
        while (left > 0) {
            makeRoom();
            int count = in.read(buffer, used, (int) Math.min(left, buffer.length - used));
            if (count < 0) {
                throw new FileChangedException(sizeBytes - left, sizeBytes);
            }
            if (hash != null) {
                hash.update(buffer, used, count);
            }
            advance(count);
            left -= count;
        }
        if (in.read() >= 0) {
            throw new FileChangedException(sizeBytes + 1, sizeBytes);
        }
    }

    /** As {@link #copy}, for a large file: what is written is hashed beside the writing, in pieces. */
    void copyBeside(InputStream in, long sizeBytes, SideHash hash) throws IOException {
        flush();
        long left = sizeBytes;
        while (left > 0) {
            if (buffer.length < BUFFER_BYTES) {
                buffer = new byte[BUFFER_BYTES];
            }
            int count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            if (count == 0) {
                throw new FileChangedException(sizeBytes - left, sizeBytes);
            }
            hash.update(buffer, count);
            out.write(buffer, 0, count);
            position += count;
            left -= count;
            next();
        }
        hash.finish();
        if (in.read() >= 0) {
            throw new FileChangedException(sizeBytes + 1, sizeBytes);
        }
    }

    /** Returns when all bytes are in the stream below. */
    void flush() throws IOException {
        handOn();
        writing.finish();
    }

    /** Returns when nothing is being written any more; what that throws was thrown before, or does not matter. */
    void abandon() throws IOException {
        writing.finish();
    }

    private void handOn() throws IOException {
        if (used == 0) {
            return;
        }
        byte[] full = buffer;
        int length = used;
        writing.begin(() -> out.write(full, 0, length));
        next();
        used = 0;
    }

    /** Takes another buffer to fill, of which nobody needs what is in it any more. */
    private void next() {
        if (buffer.length == BUFFER_BYTES) { // not the first
            others.addLast(buffer);
        }
        buffer = others.size() < BUFFERS ? NONE : others.removeFirst();
    }

    private void advance(int count) {
        used += count;
        position += count;
    }

    private void makeRoom() throws IOException {
        if (used == buffer.length) {
            handOn();
            if (buffer.length < BUFFER_BYTES) {
                buffer = new byte[position == 0 ? FIRST_BYTES : BUFFER_BYTES];
            }
        }
    }
}
