package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;

/**
 * One gzip member, compressed in blocks side by side. Each block knows the end of the one before it, so little is lost by the
 * split; where blocks begin depends on nothing but the bytes, and so does all that is written. Memory is bounded by the number of
 * blocks that are held, a few for each worker.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipStream extends CompressingStream {
    private static final int HELD_BLOCKS_A_WORKER = 4; // so that workers have work while a run of stored blocks goes by
    private static final int MAX_HELD_BLOCKS = 32; // 2 MiB each

    /** Magic, deflate, no flags, no time, and an operating system that is not said. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    /** An empty block of fixed codes that says that it is the last. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final OutputStream out;
    private final int level;
    private final Workers workers;
    private final int maxHeld;
    private final Deque<Submitted> held = new ArrayDeque<>();
    private final Deque<GzipBlock> free = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private GzipBlock current = new GzipBlock();
    private long sizeBytes;

    private record Submitted(GzipBlock block, FutureTask<Void> task) {}

    GzipStream(OutputStream out, int level, Workers workers) throws IOException {
        this.out = out;
        this.level = level;
        this.workers = workers;
        this.maxHeld = Math.min(HELD_BLOCKS_A_WORKER * workers.width(), MAX_HELD_BLOCKS);
        out.write(HEADER);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        sizeBytes += length;
        int taken = 0;
        while (taken < length) {
            taken += current.append(bytes, offset + taken, length - taken);
            if (current.isFull()) {
                submit();
            }
        }
    }

    @Override
    public void finish() throws IOException {
        if (!current.isEmpty()) {
            submit();
        }
        while (!held.isEmpty()) {
            writeFirst();
        }
        out.write(LAST_BLOCK);
        writeNumber(crc.getValue());
        writeNumber(sizeBytes);
        out.flush();
    }

    private void submit() throws IOException {
        if (held.size() == maxHeld) {
            writeFirst();
        }
        GzipBlock block = current;
        current = free.isEmpty() ? new GzipBlock() : free.pop();
        current.startAfter(block);
        FutureTask<Void> task = new FutureTask<>(() -> block.compress(level), null);
        held.add(new Submitted(block, task));
        workers.executor().execute(task);
    }

    /** Waits for the first block, and meanwhile compresses those that no worker has begun. */
    private void writeFirst() throws IOException {
        Submitted first = held.element();
        for (Submitted submitted : held) {
            if (first.task.isDone()) {
                break;
            }
            submitted.task.run(); // nothing happens if a worker was faster
        }
        await(first.task);
        first.block.writeTo(out);
        held.remove();
        free.push(first.block);
    }

    private static void await(FutureTask<Void> task) throws IOException {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was compressed");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a block cannot be compressed", e.getCause());
        }
    }

    private void writeNumber(long value) throws IOException {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write((int) (value >>> shift));
        }
    }

    @Override
    public void close() {
        held.forEach(submitted -> submitted.task.cancel(false));
        held.clear();
    }
}
