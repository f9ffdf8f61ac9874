package dev.jbuild.core.store.fakes;

import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.FileDigests;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole store in memory; any number of builds may be open on it. Thread-safe. */
public final class InMemoryStore implements Closeable {
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();
    private final InMemoryLayerStore layers = new InMemoryLayerStore();
    private final InMemoryCacheIndex cache = new InMemoryCacheIndex();
    private final InMemoryStoreLocks locks = new InMemoryStoreLocks();
    private final InMemoryCacheMounts mounts = new InMemoryCacheMounts(locks);
    private final InMemoryCacheMounts volumes = new InMemoryCacheMounts(new InMemoryStoreLocks());
    private final InMemoryBuildLogs logs = new InMemoryBuildLogs();
    private final InMemoryImageStore images;
    private final Map<String, InMemoryFileDigests> digests = new ConcurrentHashMap<>();
    private final AtomicInteger builds = new AtomicInteger();

    public InMemoryStore() {
        this(Clock.systemUTC());
    }

    public InMemoryStore(Clock clock) {
        this.images = new InMemoryImageStore(clock);
    }

    /** One build's view; builds are called build-1, build-2 and so on. */
    public BuildStore openBuild() {
        return new Build(new InMemoryLease("build-" + builds.incrementAndGet()));
    }

    public InMemoryBlobStore blobs() {
        return blobs;
    }

    public InMemoryLayerStore layers() {
        return layers;
    }

    public InMemoryCacheIndex cache() {
        return cache;
    }

    public InMemoryImageStore images() {
        return images;
    }

    public InMemoryStoreLocks locks() {
        return locks;
    }

    public InMemoryBuildLogs logs() {
        return logs;
    }

    /** Whatever images it has are valid, unless blobs were damaged. */
    @Override
    public void close() throws IOException {
        layers.close();
        mounts.close();
        volumes.close();
        blobs.validateImages();
    }

    private final class Build implements BuildStore {
        private final InMemoryLease lease;

        Build(InMemoryLease lease) {
            this.lease = lease;
        }

        @Override
        public InMemoryBlobStore blobs() {
            return blobs;
        }

        @Override
        public InMemoryLayerStore layers() {
            return layers;
        }

        @Override
        public InMemoryCacheIndex cache() {
            return cache;
        }

        @Override
        public InMemoryImageStore images() {
            return images;
        }

        @Override
        public InMemoryStoreLocks locks() {
            return locks;
        }

        @Override
        public InMemoryCacheMounts mounts() {
            return mounts;
        }

        @Override
        public InMemoryCacheMounts volumes() {
            return volumes;
        }

        @Override
        public InMemoryBuildLogs logs() {
            return logs;
        }

        @Override
        public InMemoryLease lease() {
            return lease;
        }

        @Override
        public FileDigests fileDigests(String contextName) {
            return digests.computeIfAbsent(contextName, key -> new InMemoryFileDigests());
        }

        @Override
        public void publish() {}

        @Override
        public void close() {
            lease.close();
        }
    }
}
