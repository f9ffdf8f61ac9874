package dev.jbuild.core.layer;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One zstd frame. The library cuts the input into jobs of a fixed size and carries them out on threads of its own, at least one, so
 * that the number of threads does not show in the bytes. No frame asks its reader for a window of more than 8 MiB.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>
 */
final class ZstdStream extends CompressingStream {
    private static final int BUFFER_BYTES = 128 * 1024; // 128 KiB
    private static final int JOB_BYTES = 8 * 1024 * 1024; // 8 MiB, the library's own choice at level 3
    private static final int MAX_THREADS = 8; // each needs up to 100 MB at the high levels
    private static final int MAX_WINDOW_LOG = 23; // 8 MiB, what every reader must support
    private static final int FIRST_LEVEL_BEYOND = 20; // where the library's own choice of the window is larger

    private final OutputStream out;
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] copied = new byte[BUFFER_BYTES];

    ZstdStream(OutputStream out, int level, int threads) {
        this.out = out;
        context.setLevel(level)
                .setChecksum(true)
                .setWorkers(Math.min(threads, MAX_THREADS))
                .setJobSize(JOB_BYTES);
        if (level >= FIRST_LEVEL_BEYOND) {
            context.setWindowLog(MAX_WINDOW_LOG);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int taken = 0;
        while (taken < length) {
            int count = Math.min(length - taken, input.remaining());
            input.put(bytes, offset + taken, count);
            taken += count;
            if (!input.hasRemaining()) {
                compress(EndDirective.CONTINUE);
            }
        }
    }

    @Override
    public void finish() throws IOException {
        compress(EndDirective.END);
        out.flush();
    }

    private void compress(EndDirective directive) throws IOException {
        input.flip();
        boolean done = false;
        while (!done) {
            boolean flushed;
            try {
                flushed = context.compressDirectByteBufferStream(output, input, directive);
            } catch (ZstdException e) {
                throw new IOException("zstd: " + e.getMessage(), e);
            }
            done = directive == EndDirective.END ? flushed : !input.hasRemaining();
            writeOutput();
        }
        input.clear();
    }

    private void writeOutput() throws IOException {
        output.flip();
        int count = output.remaining();
        output.get(copied, 0, count);
        out.write(copied, 0, count);
        output.clear();
    }

    @Override
    public void close() {
        context.close();
    }
}
