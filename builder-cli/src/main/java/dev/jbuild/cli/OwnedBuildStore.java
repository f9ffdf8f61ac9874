package dev.jbuild.cli;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.core.oci.Hashing;
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
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A build's view of a store that nobody else uses: closing it closes the store. */
final class OwnedBuildStore implements BuildStore {
    private final DirectoryStore store;
    private final BuildStore build;
    private final List<Closeable> closedFirst = new ArrayList<>();
    private @Nullable Hashing hashing; // its native code is loaded by the first who wants it

    private OwnedBuildStore(DirectoryStore store, BuildStore build) {
        this.store = store;
        this.build = build;
    }

    static BuildStore open(DirectoryStore store) throws IOException {
        try {
            return new OwnedBuildStore(store, store.openBuild());
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public BlobStore blobs() {
        return build.blobs();
    }

    @Override
    public LayerStore layers() {
        return build.layers();
    }

    @Override
    public CacheIndex cache() {
        return build.cache();
    }

    @Override
    public ImageStore images() {
        return build.images();
    }

    @Override
    public StoreLocks locks() {
        return build.locks();
    }

    @Override
    public CacheMounts mounts() {
        return build.mounts();
    }

    @Override
    public CacheMounts volumes() {
        return build.volumes();
    }

    @Override
    public BuildLogs logs() {
        return build.logs();
    }

    @Override
    public Lease lease() {
        return build.lease();
    }

    @Override
    public FileDigests fileDigests(String contextName) throws IOException {
        return build.fileDigests(contextName);
    }

    @Override
    public synchronized Hashing hashing() {
        Hashing known = hashing;
        if (known == null) {
            known = HostKernel.hashing();
            hashing = known;
        }
        return known;
    }

    @Override
    public void publish() throws IOException {
        build.publish();
    }

    /** Has something that works for the build closed before the store is. */
    synchronized void closeFirst(Closeable other) {
        closedFirst.add(other);
    }

    @Override
    public void close() throws IOException {
        try (store) {
            closeOthers();
            build.close();
        }
    }

    private synchronized void closeOthers() throws IOException {
        for (Closeable other : closedFirst) {
            other.close();
        }
    }
}
