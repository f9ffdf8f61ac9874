package dev.jbuild.core.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compressed bytes that remember whether reading them failed: if not, a failure of who decompresses them is one of what they say. Closing
 * closes the stream below. Used by one thread.
 */
public final class TrackedInput extends FilterInputStream {
    private @Nullable IOException failed;

    public TrackedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            failed = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            failed = e;
            throw e;
        }
    }

    /** Something that is made of the bytes. */
    public interface Reading<T> {
        T read() throws IOException;
    }

    /** What somebody makes of the bytes, failing as {@link #meaning} has it. */
    public <T> T reading(Reading<T> reader) throws IOException {
        try {
            return reader.read();
        } catch (IOException e) {
            throw meaning(e);
        }
    }

    /** A failure of who decompresses: an InvalidArchiveException, or what reading itself failed by. */
    public IOException meaning(IOException failure) {
        if (failed != null) {
            return failed; // some decompressors tell of it as an early end
        }
        if (failure instanceof InvalidArchiveException) {
            return failure;
        }
        String said = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        return new InvalidArchiveException("its compressed bytes are damaged, or end too early" + said, failure);
    }
}
