package dev.jbuild.core.store;

import dev.jbuild.core.oci.Hashing;
import java.io.Closeable;
import java.io.IOException;

/**
 * One build's view of the store: its ports, its lease, its scratch space. Closing releases the lease and removes scratch; what was
 * not published by then is left to be collected.
 */
public interface BuildStore extends Closeable {

    BlobStore blobs();

    LayerStore layers();

    CacheIndex cache();

    ImageStore images();

    StoreLocks locks();

    CacheMounts mounts();

    /** Directories that containers share by name: kept in the same manner, but never collected. */
    CacheMounts volumes();

    BuildLogs logs();

    Lease lease();

    /** The digests of files below one context directory, named by what it is. The caller closes. */
    FileDigests fileDigests(String contextName) throws IOException;

    /** How streams are hashed that come in together. */
    default Hashing hashing() {
        return Hashing.PLAIN;
    }

    /** Makes everything durable that this build put, then its records visible. Returns when both are done. */
    void publish() throws IOException;
}
