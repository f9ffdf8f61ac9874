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
    private final KernelLocks locks;
    private final Leases leases;
    private final Clock clock;
    private final ExecutorService background = Executors.newCachedThreadPool(DirectoryStore::thread);

    private DirectoryStore(StorePaths paths, Disk disk, KernelLocks locks, Clock clock) {
        this.paths = paths;
        this.disk = disk;
        this.locks = locks;
        this.leases = new Leases(disk, paths, locks);
        this.clock = clock;
    }

    /**
     * Opens the store in a directory, which is made when it is missing. A BuildException says when it is somebody else's, of another
     * version, or no store at all.
     */
    public static DirectoryStore open(Path root) throws IOException {
        return open(root, new NioDisk(), Clock.systemUTC());
    }

    /** As {@link #open(Path)}, on a disk and with a clock of the caller's. */
    public static DirectoryStore open(Path root, Disk disk, Clock clock) throws IOException {
        Disk reporting = new ReportingDisk(disk, root);
        StorePaths paths = StoreRoot.open(root, reporting);
        return new DirectoryStore(paths, reporting, KernelLocks.open(paths.locks()), clock);
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

    Clock clock() {
        return clock;
    }

    ExecutorService background() {
        return background;
    }

    @Override
    public void close() throws IOException {
        background.shutdown();
        locks.close();
    }
}
