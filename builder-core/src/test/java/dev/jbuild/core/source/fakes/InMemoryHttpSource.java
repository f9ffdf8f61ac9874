package dev.jbuild.core.source.fakes;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files that are served from memory. Thread-safe. */
public final class InMemoryHttpSource implements HttpSource {
    private final BlobStore blobs;
    private final Map<URI, Served> files = new ConcurrentHashMap<>();

    private record Served(byte[] bytes, Optional<Instant> lastModified) {}

    public InMemoryHttpSource(BlobStore blobs) {
        this.blobs = blobs;
    }

    public InMemoryHttpSource put(URI uri, byte[] bytes, Optional<Instant> lastModified) {
        files.put(uri, new Served(bytes, lastModified));
        return this;
    }

    @Override
    public Fetched fetch(URI uri, Optional<Digest> checksum) throws IOException {
        Served served = files.get(uri);
        if (served == null) {
            throw BuildException.of(ErrorCode.REMOTE_FAILED, "cannot fetch \"" + uri + "\": no such file");
        }
        Digest content = Digest.of(served.bytes);
        if (checksum.isPresent() && !checksum.get().equals(content)) {
            throw BuildException.of(
                    ErrorCode.CHECKSUM_MISMATCH, "\"%s\": got %s, want %s".formatted(uri, content, checksum.get()));
        }
        String path = uri.getPath();
        return new Fetched(
                blobs.put(served.bytes),
                served.bytes.length,
                path.substring(path.lastIndexOf('/') + 1),
                served.lastModified);
    }
}
