package dev.jbuild.cache;

import dev.jbuild.cache.lock.FileLease;
import dev.jbuild.cache.store.BootId;
import dev.jbuild.cache.store.BuildSpace;
import dev.jbuild.cache.store.DirectoryBlobStore;
import dev.jbuild.cache.store.DirectoryBuildLogs;
import dev.jbuild.cache.store.DirectoryCacheIndex;
import dev.jbuild.cache.store.DirectoryCacheMounts;
import dev.jbuild.cache.store.DirectoryFileDigests;
import dev.jbuild.cache.store.DirectoryImageStore;
import dev.jbuild.cache.store.DirectoryLayerStore;
import dev.jbuild.cache.store.Durability;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.ImageStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.Lease;
import dev.jbuild.core.store.StoreLocks;
import java.io.IOException;

/** One build's ports on a {@link DirectoryStore}. Thread-safe. */
final class DirectoryBuildStore implements BuildStore {
    private final DirectoryStore store;
    private final FileLease lease;
    private final BuildSpace space;
    private final Durability durability;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final CacheIndex cache;
    private final ImageStore images;
    private final CacheMounts mounts;
    private final BuildLogs logs;

    private DirectoryBuildStore(DirectoryStore store, FileLease lease, BootId boot) {
        this.store = store;
        this.lease = lease;
        this.durability = new Durability(store.disk(), store.whole(), store.background());
        this.space = new BuildSpace(store.disk(), store.paths(), lease, store.collection(), durability);
        this.blobs = new DirectoryBlobStore(space);
        this.layers = new DirectoryLayerStore(space, boot);
        this.cache = new DirectoryCacheIndex(space);
        this.images = new DirectoryImageStore(space, store.clock());
        this.mounts = new DirectoryCacheMounts(space, store.locks(), store.background());
        this.logs = new DirectoryBuildLogs(space, store.leases());
    }

    static DirectoryBuildStore open(DirectoryStore store, BootId boot) throws IOException {
        return new DirectoryBuildStore(store, store.leases().open(), boot);
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public LayerStore layers() {
        return layers;
    }

    @Override
    public CacheIndex cache() {
        return cache;
    }

    @Override
    public ImageStore images() {
        return images;
    }

    @Override
    public StoreLocks locks() {
        return store.locks();
    }

    @Override
    public CacheMounts mounts() {
        return mounts;
    }

    @Override
    public CacheMounts volumes() {
        return DirectoryCacheMounts.volumes(space, store.locks(), store.background());
    }

    @Override
    public BuildLogs logs() {
        return logs;
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public FileDigests fileDigests(String contextName) throws IOException {
        return DirectoryFileDigests.open(space, contextName, store.clock().millis());
    }

    @Override
    public void publish() throws IOException {
        durability.await();
    }

    @Override
    public void close() throws IOException {
        durability.awaitIdle();
        lease.close();
    }
}
