package dev.jbuild.cache;

import dev.jbuild.cache.collect.Collector;
import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.cache.disk.ReportingDisk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.lock.CollectionLocks;
import dev.jbuild.cache.lock.KernelLocks;
import dev.jbuild.cache.lock.Leases;
import dev.jbuild.cache.store.BootId;
import dev.jbuild.cache.store.FormFiles;
import dev.jbuild.core.file.FileSystemSync;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.store.BuildStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The store in a directory: any number of processes and builds share it, without a daemon. Thread-safe. Closing releases what the
 * process holds; builds are closed before.
 */
public final class DirectoryStore implements Closeable {
    private final StorePaths paths;
    private final Disk disk;
    private final FileSystemSync whole;
    private final KernelLocks locks;
    private final Leases leases;
    private final Clock clock;
    private final ExecutorService background = Executors.newCachedThreadPool(DirectoryStore::thread);

    private DirectoryStore(StorePaths paths, Place place, KernelLocks locks) {
        this.paths = paths;
        this.disk = place.disk;
        this.whole = place.whole;
        this.locks = locks;
        this.leases = new Leases(disk, paths, locks);
        this.clock = place.clock;
    }

    /**
     * What a store stands on.
     *
     * @param whole syncs all of the disk; closed with the store
     */
    private record Place(Disk disk, FileSystemSync whole, Clock clock) {}

    /**
     * Opens the store in a directory, which is made when it is missing. A BuildException says when it is somebody else's, of another
     * version, or no store at all.
     */
    public static DirectoryStore open(Path root) throws IOException {
        return open(root, FileSystemSync.never());
    }

    /** As {@link #open(Path)}, on a file system that can be synced as a whole; closing the store closes that. */
    public static DirectoryStore open(Path root, FileSystemSync whole) throws IOException {
        return open(root, new Place(new NioDisk(), whole, Clock.systemUTC()));
    }

    /** As {@link #open(Path)}, on a disk and with a clock of the caller's. */
    public static DirectoryStore open(Path root, Disk disk, Clock clock) throws IOException {
        return open(root, new Place(disk, FileSystemSync.never(), clock));
    }

    private static DirectoryStore open(Path root, Place place) throws IOException {
        Disk reporting = new ReportingDisk(place.disk, root);
        StorePaths paths = StoreRoot.open(root, reporting);
        Place reported = new Place(reporting, place.whole, place.clock);
        return new DirectoryStore(paths, reported, KernelLocks.open(paths.locks()));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "jbuild-store");
        thread.setDaemon(true);
        return thread;
    }

    /** One build's view of the store; what dead builds left is swept before. The caller closes. */
    public BuildStore openBuild() throws IOException {
        return openBuild(BootId.current());
    }

    /** As {@link #openBuild()}, in another boot of the machine. */
    BuildStore openBuild(BootId boot) throws IOException {
        leases.sweep();
        return DirectoryBuildStore.open(this, boot);
    }

    /** Makes the store smaller, and says what it has. */
    public Collector collector() {
        return new Collector(disk, paths, locks, leases, clock);
    }

    /** Reads everything in the store; {@code directories} opens its directory forms. */
    public List<StoreCheck.Problem> check(RootDirectories directories, StoreCheck.Repair repair) throws IOException {
        return new StoreCheck(disk, paths, directories, new FormFiles(disk, BootId.current()), repair).run();
    }

    /** Where the store is, links resolved. */
    public Path root() {
        return paths.root();
    }

    StorePaths paths() {
        return paths;
    }

    Disk disk() {
        return disk;
    }

    KernelLocks locks() {
        return locks;
    }

    Leases leases() {
        return leases;
    }

    CollectionLocks collection() {
        return new CollectionLocks(locks);
    }

    FileSystemSync whole() {
        return whole;
    }

    Clock clock() {
        return clock;
    }

    ExecutorService background() {
        return background;
    }

    @Override
    public void close() throws IOException {
        background.shutdown();
        whole.close();
        locks.close();
    }
}
