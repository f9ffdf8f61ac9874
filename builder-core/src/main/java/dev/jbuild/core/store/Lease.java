package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.Closeable;
import java.io.IOException;

/**
 * What a living build keeps from being collected. A name is appended before the object is looked at or put, so that a collector
 * which reads leases after choosing its victims cannot miss it. Dies with the process. Thread-safe.
 */
public interface Lease extends Closeable {

    /** The id of the build, which names its scratch directories and its log. */
    String build();

    void keep(Kind kind, Digest name) throws IOException;

    /** What a name is of. */
    enum Kind {
        BLOB,
        LAYER,
        RECORD
    }
}
