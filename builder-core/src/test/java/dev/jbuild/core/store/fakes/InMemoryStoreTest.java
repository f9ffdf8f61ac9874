package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.contracts.BlobStoreContract;
import dev.jbuild.core.store.contracts.BuildLogsContract;
import dev.jbuild.core.store.contracts.CacheIndexContract;
import dev.jbuild.core.store.contracts.CacheMountsContract;
import dev.jbuild.core.store.contracts.FileDigestsContract;
import dev.jbuild.core.store.contracts.ImageStoreContract;
import dev.jbuild.core.store.contracts.LayerStoreContract;
import dev.jbuild.core.store.contracts.StoreLocksContract;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

/** The fakes keep the contracts that the real ones keep. */
final class InMemoryStoreTest
        implements BlobStoreContract,
                LayerStoreContract,
                CacheIndexContract,
                ImageStoreContract,
                StoreLocksContract,
                CacheMountsContract,
                FileDigestsContract,
                BuildLogsContract {
    private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Override
    public InMemoryBlobStore blobs() {
        return store.blobs();
    }

    @Override
    public void damage(Digest digest, byte[] bytes) {
        store.blobs().damage(digest, bytes);
    }

    @Override
    public InMemoryLayerStore layers() {
        return store.layers();
    }

    @Override
    public InMemoryCacheIndex cache() {
        return store.cache();
    }

    @Override
    public InMemoryImageStore images() {
        return store.images();
    }

    @Override
    public InMemoryStoreLocks locks() {
        return store.locks();
    }

    @Override
    public dev.jbuild.core.store.CacheMounts mounts() {
        return store.openBuild().mounts();
    }

    @Override
    public dev.jbuild.core.store.FileDigests fileDigests() throws IOException {
        return store.openBuild().fileDigests("context");
    }

    @Override
    public InMemoryBuildLogs logs() {
        return store.logs();
    }
}
