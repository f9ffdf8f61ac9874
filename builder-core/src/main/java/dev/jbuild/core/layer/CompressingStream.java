package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses what is written to it into a stream below, which it never closes. Without {@link #finish} what is below is cut off;
 * closing only releases what the compression needed. Used by one thread.
 */
public abstract class CompressingStream extends OutputStream {

    /** Writes all that is still held back and the end of the format. Nothing may be written after it. */
    public abstract void finish() throws IOException;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public abstract void close();
}
