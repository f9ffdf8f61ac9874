package dev.jbuild.core.source;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Port: files by URL. Thread-safe. */
public interface HttpSource {

    /**
     * Fetches a URL into the blob store, or finds it unchanged there.
     *
     * @return what was fetched; a checksum that does not hold is a BuildException CHECKSUM_MISMATCH
     */
    Fetched fetch(URI url, Optional<Digest> checksum) throws IOException;

    /** @param lastModified empty when the server does not say */
    record Fetched(Digest content, long sizeBytes, String fileName, Optional<Instant> lastModified) {}
}
