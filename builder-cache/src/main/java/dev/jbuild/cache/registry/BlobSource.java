package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/** Where the bytes come from that are pushed: the store, or another registry. Thread-safe. */
public interface BlobSource {

    /** The bytes of a blob, verified at their end. The caller closes. */
    InputStream open(Descriptor blob) throws IOException;
}
