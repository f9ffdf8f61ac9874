package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.StoreLocks;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Cache mounts in a temporary directory, locked among threads. Thread-safe. */
public final class InMemoryCacheMounts implements CacheMounts, Closeable {
    private final Map<Place, Path> directories = new HashMap<>();
    private final Map<Digest, Description> descriptions = new HashMap<>();
    private final Set<Place> inPrivateUse = new HashSet<>();
    private final StoreLocks locks;
    private final Scratch scratch = new Scratch();

    public InMemoryCacheMounts(StoreLocks locks) {
        this.locks = locks;
    }

    @Override
    public CompletionStage<CacheMount> open(
            Digest id, Sharing sharing, Seed seed, Consumer<StoreLocks.Holder> waiting) {
        if (sharing == Sharing.PRIVATE) {
            return CompletableFuture.completedFuture(openPrivate(id, seed));
        }
        StoreLocks.Mode mode = sharing == Sharing.SHARED ? StoreLocks.Mode.SHARED : StoreLocks.Mode.EXCLUSIVE;
        return locks.acquire(StoreLocks.Level.CACHE_MOUNT, id, mode, waiting)
                .thenApply(hold -> mounted(hold, new Place(id, 0), seed));
    }

    private CacheMount mounted(StoreLocks.Hold hold, Place place, Seed seed) {
        try {
            return new Mount(directory(place, seed), hold::close);
        } catch (RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    private synchronized CacheMount openPrivate(Digest id, Seed seed) {
        int number = 1;
        while (inPrivateUse.contains(new Place(id, number))) {
            number++;
        }
        Place place = new Place(id, number);
        inPrivateUse.add(place);
        return new Mount(directory(place, seed), () -> release(place));
    }

    private synchronized void release(Place place) {
        inPrivateUse.remove(place);
    }

    private synchronized Path directory(Place place, Seed seed) {
        return directories.computeIfAbsent(place, key -> {
            try {
                Path directory = scratch.directory("mount");
                seed.fill(directory);
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public synchronized void describe(Digest id, Description description) {
        descriptions.put(id, description);
    }

    @Override
    public synchronized List<Listed> list() {
        return directories.keySet().stream()
                .map(place -> new Listed(
                        place.id(),
                        Optional.ofNullable(descriptions.get(place.id())),
                        place.number(),
                        0,
                        Instant.EPOCH,
                        inPrivateUse.contains(place)))
                .sorted(Comparator.comparing((Listed mount) ->
                        mount.description().map(Description::name).orElse("")))
                .toList();
    }

    @Override
    public synchronized boolean replace(Digest id, Seed seed) throws IOException {
        Path directory = scratch.directory("mount");
        seed.fill(directory);
        directories.put(new Place(id, 0), directory);
        return true;
    }

    @Override
    public synchronized boolean remove(Digest id, int number) {
        return directories.remove(new Place(id, number)) != null;
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    private record Place(Digest id, int number) {}

    private record Mount(Path path, Runnable onClose) implements CacheMount {
        @Override
        public void close() {
            onClose.run();
        }
    }
}
