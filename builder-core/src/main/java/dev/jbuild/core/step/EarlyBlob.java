package dev.jbuild.core.step;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;

/**
 * A blob of which only the size is wanted when it is large: what is small is kept and stored, of the rest the bytes are counted and
 * dropped, and it gets a working name. Used by one thread.
 */
final class EarlyBlob extends BlobWriter {
    private static final int SMALL_BYTES = 512 * 1024; // which takes less time to store than to hand over

    private final BlobStore blobs;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long count;

    EarlyBlob(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Whether {@link #commit} stores the bytes so far. */
    boolean isSmall() {
        return count <= SMALL_BYTES;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        count += length;
        if (isSmall()) {
            kept.write(bytes, offset, length);
        } else {
            kept.reset();
        }
    }

    @Override
    public long sizeBytes() {
        return count;
    }

    @Override
    public Digest commit() throws IOException {
        return isSmall() ? blobs.put(kept.toByteArray()) : Digest.ofUtf8("a working name: " + UUID.randomUUID());
    }

    /** No digest is that of what was only counted. */
    @Override
    public void commit(Digest expected) throws IOException {
        if (!isSmall()) {
            throw new DamagedBlobException("got %d bytes that were only counted, want %s".formatted(count, expected));
        }
        try (BlobWriter blob = blobs.create()) {
            kept.writeTo(blob);
            blob.commit(expected);
        }
    }
}
