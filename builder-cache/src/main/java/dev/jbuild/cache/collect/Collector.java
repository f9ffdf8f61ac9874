package dev.jbuild.cache.collect;

import dev.jbuild.cache.collect.StoredObject.Kind;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.lock.CollectionLocks;
import dev.jbuild.cache.lock.KernelLocks;
import dev.jbuild.cache.lock.Leases;
import dev.jbuild.cache.store.DirectoryCacheMounts;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Holder;
import dev.jbuild.core.store.StoreLocks.Level;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a store smaller while builds run. Victims are chosen, moved to the trash, and only then are the leases of living builds read:
 * a build appends a name before it looks, so whatever it saw is either in a lease that is read here, and comes back, or was already
 * gone when it looked. Between the two the gate is shut, and who misses something waits for it. Used by one thread.
 */
public final class Collector {
    private static final int MOVED_AT_A_TIME = 500; // keeps the gate shut for milliseconds

    private final Disk disk;
    private final StorePaths paths;
    private final KernelLocks locks;
    private final CollectionLocks collection;
    private final Leases leases;
    private final Clock clock;

    public Collector(Disk disk, StorePaths paths, KernelLocks locks, Leases leases, Clock clock) {
        this.disk = disk;
        this.paths = paths;
        this.locks = locks;
        this.collection = new CollectionLocks(locks);
        this.leases = leases;
        this.clock = clock;
    }

    /** What went. */
    public record Collected(int objects, long sizeBytes) {}

    /**
     * What the store has of one kind.
     *
     * @param reclaimableBytes what {@link PruneRequest.Everything} would take away
     */
    public record Usage(Kind kind, int objects, long sizeBytes, long reclaimableBytes) {}

    /** What the store has, by kind; kinds of which there is nothing are left out. */
    public List<Usage> usage() throws IOException {
        Needed needed = Needed.now(disk, paths, leases);
        Map<Kind, Usage> byKind = new EnumMap<>(Kind.class);
        for (StoredObject object : StoreScan.of(disk, paths)) {
            long reclaimable = needed.needs(object) ? 0 : object.sizeBytes();
            byKind.merge(
                    object.kind(),
                    new Usage(object.kind(), 1, object.sizeBytes(), reclaimable),
                    (a, b) -> new Usage(
                            a.kind,
                            a.objects + b.objects,
                            a.sizeBytes + b.sizeBytes,
                            a.reclaimableBytes + b.reclaimableBytes));
        }
        return List.copyOf(byKind.values());
    }

    /** Takes away what the request says. One collector runs at a time; {@code waiting} hears whom this one waits for. */
    public Collected prune(PruneRequest request, Consumer<Holder> waiting) throws IOException {
        Hold alone = collection.collect(waiting);
        try {
            leases.sweep();
            Trash trash = new Trash(disk, paths);
            trash.restoreLeftovers();
            List<StoredObject> victims = request.match(
                    new VictimChoice(StoreScan.of(disk, paths), Needed.now(disk, paths, leases), clock.instant()));
            int objects = 0;
            long bytes = 0;
            for (int start = 0; start < victims.size(); start += MOVED_AT_A_TIME) {
                List<StoredObject> part = victims.subList(start, Math.min(victims.size(), start + MOVED_AT_A_TIME));
                for (StoredObject gone : remove(part, trash)) {
                    objects++;
                    bytes += gone.sizeBytes();
                }
            }
            return new Collected(objects, bytes);
        } finally {
            alone.close();
        }
    }

    private List<StoredObject> remove(List<StoredObject> victims, Trash trash) throws IOException {
        List<StoredObject> moved = new ArrayList<>();
        List<StoredObject> gone = new ArrayList<>();
        Hold gate = collection.shutGate();
        try {
            for (StoredObject victim : victims) {
                if (move(victim, trash)) {
                    moved.add(victim);
                }
            }
            Needed needed = Needed.now(disk, paths, leases);
            for (StoredObject victim : moved) {
                if (needed.needs(victim)) {
                    trash.giveBack(victim.path());
                } else {
                    gone.add(victim);
                }
            }
        } finally {
            gate.close();
        }
        for (StoredObject victim : gone) {
            trash.delete(victim.path());
        }
        return gone;
    }

    private boolean move(StoredObject victim, Trash trash) throws IOException {
        if (victim.kind() != Kind.CACHE_MOUNT) {
            return trash.take(victim.path());
        }
        Path mount = victim.path();
        Digest id = Digest.parse("sha256:" + mount.getParent().getFileName());
        int number = Integer.parseInt(mount.getFileName().toString());
        Optional<Hold> unused =
                locks.tryAcquire(Level.CACHE_MOUNT, DirectoryCacheMounts.name(id, number), Mode.EXCLUSIVE);
        if (unused.isEmpty()) {
            return false; // a step uses it
        }
        try {
            return trash.take(mount);
        } finally {
            unused.get().close();
        }
    }
}
