package dev.jbuild.core.source;

import dev.jbuild.core.source.contracts.HttpSourceContract;
import dev.jbuild.core.source.fakes.InMemoryHttpSource;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

final class InMemoryHttpSourceTest implements HttpSourceContract {
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();
    private final InMemoryHttpSource source = new InMemoryHttpSource(blobs);

    @Override
    public HttpSource newSource() {
        return source;
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public URI serve(String path, byte[] bytes, Optional<Instant> lastModified) {
        URI uri = URI.create("http://files.example" + path);
        source.put(uri, bytes, lastModified);
        return uri;
    }
}
