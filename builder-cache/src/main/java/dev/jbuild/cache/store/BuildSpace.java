package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.cache.lock.CollectionLocks;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the ports of one build share: the disk, the places, the lease, scratch, and what is yet to be made durable. Thread-safe.
 */
public final class BuildSpace {
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    private final Disk disk;
    private final StorePaths paths;
    private final Lease lease;
    private final CollectionLocks collection;
    private final Durability durability;
    private final AtomicInteger temporaries = new AtomicInteger();

    public BuildSpace(Disk disk, StorePaths paths, Lease lease, CollectionLocks collection, Durability durability) {
        this.disk = disk;
        this.paths = paths;
        this.lease = lease;
        this.collection = collection;
        this.durability = durability;
    }

    Disk disk() {
        return disk;
    }

    StorePaths paths() {
        return paths;
    }

    Durability durability() {
        return durability;
    }

    void keep(Lease.Kind kind, Digest name) throws IOException {
        lease.keep(kind, name);
    }

    /** A place in this build's scratch that nothing has had. */
    Path temporary(String purpose) {
        return paths.temporary(lease.build()).resolve(purpose + "-" + temporaries.incrementAndGet());
    }

    /** A file in scratch, to be moved into the store. */
    NewFile newFile(String purpose) throws IOException {
        durability.watch();
        return NewFile.at(disk, temporary(purpose));
    }

    /**
     * Looks whether an object is here, after its name was leased. A collector that has it in its hands is waited for. An object that
     * is here is marked as used, once a day.
     */
    Optional<BasicFileAttributes> look(Lease.Kind kind, Digest name, Path path) throws IOException {
        lease.keep(kind, name);
        Optional<BasicFileAttributes> found = disk.stat(path);
        if (found.isEmpty()) {
            collection.awaitGate();
            found = disk.stat(path);
        }
        if (found.isPresent() && isOld(found.get())) {
            markUsed(path);
        }
        return found;
    }

    /**
     * Opens an object that was looked at. A collector that chose it before it was leased may take it away between the look and the
     * opening: it gives it back, and no later one takes it, so that waiting once is enough.
     */
    InputStream open(Path path) throws IOException {
        try {
            return disk.open(path);
        } catch (NoSuchFileException e) {
            collection.awaitGate();
            return disk.open(path);
        }
    }

    /** As {@link #open}. */
    SeekableByteChannel openChannel(Path path) throws IOException {
        try {
            return disk.openChannel(path);
        } catch (NoSuchFileException e) {
            collection.awaitGate();
            return disk.openChannel(path);
        }
    }

    private static boolean isOld(BasicFileAttributes attributes) {
        return System.currentTimeMillis() - attributes.lastModifiedTime().toMillis() > DAY_MILLIS;
    }

    /** Sets a path's time to now. */
    void markUsed(Path path) {
        try {
            disk.touch(path);
        } catch (IOException e) {
            // It was used all the same; at worst it is collected earlier than it should be.
        }
    }
}
