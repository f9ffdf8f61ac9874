package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.OutputStream;

/** No compression. */
final class PlainStream extends CompressingStream {
    private final OutputStream out;

    PlainStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
