package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;

/** A blob that is being written and hashed. Closing one that was not committed leaves nothing behind. Used by one thread. */
public abstract class BlobWriter extends OutputStream {

    /**
     * How many arrays take turns where a blob is hashed beside its writing: one may be changed when so many others were given to it
     * after that one, less one.
     */
    public static final int ARRAYS_IN_USE = 3;

    /** Bytes written so far. */
    public abstract long sizeBytes();

    /** Makes the blob visible under the digest of what was written. Nothing may be written after it. */
    public abstract Digest commit() throws IOException;

    /** As {@link #commit()}, if the digest is this one; else {@link DamagedBlobException} and nothing is visible. */
    public abstract void commit(Digest expected) throws IOException;
}
