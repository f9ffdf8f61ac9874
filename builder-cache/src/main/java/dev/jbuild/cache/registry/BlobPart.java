package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.TransferListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a blob from one place to another, told of as they go out. At the blob's end one more read is made, for the source says
 * there whether all was right. Used by one thread.
 */
final class BlobPart extends FilterInputStream {
    private final Descriptor blob;
    private final long to;
    private final TransferListener listener;
    private long at;

    BlobPart(InputStream in, Descriptor blob, long from, long to, TransferListener listener) {
        super(in);
        this.blob = blob;
        this.at = from;
        this.to = to;
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at == to) {
            if (to == blob.sizeBytes() && in.read() >= 0) {
                throw new IOException("blob %s has more than %d bytes".formatted(blob.digest(), blob.sizeBytes()));
            }
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, to - at));
        if (read < 0) {
            throw new IOException(
                    "blob %s ends after %d bytes, want %d".formatted(blob.digest(), at, blob.sizeBytes()));
        }
        at += read;
        listener.transferred(blob, at);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
