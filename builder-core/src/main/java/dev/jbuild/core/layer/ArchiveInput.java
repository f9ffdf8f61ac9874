package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.InputStream;

/**
 * The uncompressed bytes of an archive of the user's, whatever its compression. Compressed bytes that are wrong are an
 * InvalidArchiveException; what fails below them stays what it is. Closing closes the archive. Used by one thread.
 */
public final class ArchiveInput extends InputStream {
    private final TrackedInput compressed;
    private final InputStream content;

    public ArchiveInput(InputStream archive) throws IOException {
        compressed = new TrackedInput(archive);
        try {
            content = Decompression.open(compressed);
        } catch (IOException e) {
            throw compressed.meaning(e);
        }
    }

    @Override
    public int read() throws IOException {
        try {
            return content.read();
        } catch (IOException e) {
            throw compressed.meaning(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return content.read(bytes, offset, length);
        } catch (IOException e) {
            throw compressed.meaning(e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
