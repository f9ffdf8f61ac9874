package dev.jbuild.cache.store;

import dev.jbuild.cache.lock.KernelLocks;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Level;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Cache mounts, or volumes, as numbered directories below the digest of their id: 0 is shared, or locked by one; a private user gets the first
 * that nobody has. A new one is filled in scratch and renamed, under a lock of its own, for two may share it at once. Thread-safe.
 */
public final class DirectoryCacheMounts implements CacheMounts {
    private final BuildSpace space;
    private final KernelLocks locks;
    private final Executor executor;
    private final Path root;

    private DirectoryCacheMounts(BuildSpace space, KernelLocks locks, Executor executor, Path root) {
        this.space = space;
        this.locks = locks;
        this.executor = executor;
        this.root = root;
    }

    /** @param executor where new mounts are filled */
    public DirectoryCacheMounts(BuildSpace space, KernelLocks locks, Executor executor) {
        this(space, locks, executor, space.paths().mounts());
    }

    /** Volumes of containers, which lie elsewhere and are nobody's cache. */
    public static DirectoryCacheMounts volumes(BuildSpace space, KernelLocks locks, Executor executor) {
        return new DirectoryCacheMounts(space, locks, executor, space.paths().volumes());
    }

    @Override
    public CompletionStage<CacheMount> open(
            Digest id, Sharing sharing, Seed seed, Consumer<StoreLocks.Holder> waiting) {
        return switch (sharing) {
            case SHARED -> openFirst(id, Mode.SHARED, seed, waiting);
            case LOCKED -> openFirst(id, Mode.EXCLUSIVE, seed, waiting);
            case PRIVATE -> openPrivate(id, seed);
        };
    }

    private CompletionStage<CacheMount> openFirst(
            Digest id, Mode mode, Seed seed, Consumer<StoreLocks.Holder> waiting) {
        return locks.acquire(Level.CACHE_MOUNT, lock(id, 0), mode, waiting)
                .thenCompose(hold -> mount(hold, id, 0, seed));
    }

    private CompletionStage<CacheMount> openPrivate(Digest id, Seed seed) {
        for (int number = 0; ; number++) {
            Optional<Hold> hold = locks.tryAcquire(Level.CACHE_MOUNT, lock(id, number), Mode.EXCLUSIVE);
            if (hold.isPresent()) {
                return mount(hold.get(), id, number, seed);
            }
        }
    }

    private CompletionStage<CacheMount> mount(Hold hold, Digest id, int number, Seed seed) {
        Path place = directory(id).resolve(Integer.toString(number));
        CompletionStage<Path> ready;
        try {
            ready = space.disk().stat(place).isPresent()
                    ? CompletableFuture.completedFuture(place)
                    : seeded(place, lock(id, number), seed);
        } catch (IOException e) {
            ready = CompletableFuture.failedFuture(e);
        }
        return ready.<CacheMount>thenApply(path -> used(path, hold)).whenComplete((mount, failure) -> {
            if (failure != null) {
                hold.close();
            }
        });
    }

    /** Marks a mount as used, at its parent, since its own time is the container's. */
    private CacheMount used(Path path, Hold hold) {
        space.markUsed(path.getParent());
        return new HeldMount(path, hold);
    }

    private CompletionStage<Path> seeded(Path place, Digest name, Seed seed) {
        return locks.acquire(Level.LAYER_FORM, Digest.ofUtf8("seed " + name), Mode.EXCLUSIVE, holder -> {})
                .thenApplyAsync(
                        hold -> {
                            try {
                                fill(place, seed);
                                return place;
                            } catch (IOException e) {
                                throw new CompletionException(e);
                            } finally {
                                hold.close();
                            }
                        },
                        executor);
    }

    private void fill(Path place, Seed seed) throws IOException {
        if (space.disk().stat(place).isPresent()) {
            return; // somebody made it while this one waited
        }
        Path temporary = space.temporary("mount");
        try {
            space.disk().makeDirectories(temporary);
            seed.fill(temporary);
            space.disk().makeDirectories(place.getParent());
            space.disk().rename(temporary, place);
        } finally {
            space.disk().deleteTree(temporary);
        }
    }

    @Override
    public void describe(Digest id, Description description) throws IOException {
        CacheMountNames.write(space.disk(), directory(id), space.temporary("about"), description);
    }

    private Path directory(Digest id) {
        return root.resolve(id.hex());
    }

    @Override
    public List<Listed> list() throws IOException {
        List<Listed> all = new ArrayList<>();
        for (Path directory : space.disk().list(root)) {
            Digest id = Digest.parse("sha256:" + directory.getFileName());
            Optional<Description> description = CacheMountNames.read(space.disk(), directory);
            for (Path mount : space.disk().list(directory)) {
                Optional<BasicFileAttributes> used = space.disk().stat(directory);
                if (CacheMountNames.isMount(mount) && used.isPresent()) {
                    int number = Integer.parseInt(mount.getFileName().toString());
                    Optional<Hold> free = locks.tryAcquire(Level.CACHE_MOUNT, lock(id, number), Mode.EXCLUSIVE);
                    free.ifPresent(Hold::close);
                    Instant lastUsed = used.get().lastModifiedTime().toInstant();
                    long size = space.disk().usedBytes(mount);
                    all.add(new Listed(id, description, number, size, lastUsed, free.isEmpty()));
                }
            }
        }
        all.sort(Comparator.comparing((Listed mount) ->
                        mount.description().map(Description::name).orElse(""))
                .thenComparing(mount -> mount.id().hex())
                .thenComparing(Listed::number));
        return all;
    }

    @Override
    public boolean replace(Digest id, Seed seed) throws IOException {
        Optional<Hold> hold = locks.tryAcquire(Level.CACHE_MOUNT, lock(id, 0), Mode.EXCLUSIVE);
        if (hold.isEmpty()) {
            return false;
        }
        Path fresh = space.temporary("mount");
        try {
            space.disk().makeDirectories(fresh);
            seed.fill(fresh);
            space.disk().makeDirectories(directory(id));
            takeAway(id, 0);
            space.disk().rename(fresh, directory(id).resolve("0"));
            space.markUsed(directory(id));
            return true;
        } finally {
            hold.get().close();
            space.disk().deleteTree(fresh);
        }
    }

    @Override
    public boolean remove(Digest id, int number) throws IOException {
        Optional<Hold> hold = locks.tryAcquire(Level.CACHE_MOUNT, lock(id, number), Mode.EXCLUSIVE);
        if (hold.isEmpty()) {
            return false;
        }
        try {
            return takeAway(id, number);
        } finally {
            hold.get().close();
        }
    }

    /** Out of sight by one rename, then deleted. */
    private boolean takeAway(Digest id, int number) throws IOException {
        Path place = directory(id).resolve(Integer.toString(number));
        if (space.disk().stat(place).isEmpty()) {
            return false;
        }
        Path old = space.temporary("removed");
        space.disk().makeDirectories(old.getParent());
        space.disk().rename(place, old);
        space.disk().deleteTree(old);
        return true;
    }

    /** What is locked for one of these. */
    private Digest lock(Digest id, int number) {
        return root.equals(space.paths().mounts()) ? name(id, number) : Digest.ofUtf8("volume " + id + " " + number);
    }

    /** What is locked for a cache mount. */
    public static Digest name(Digest id, int number) {
        return Digest.ofUtf8(id + " " + number);
    }

    private record HeldMount(Path path, Hold hold) implements CacheMount {
        @Override
        public void close() {
            hold.close();
        }
    }
}
