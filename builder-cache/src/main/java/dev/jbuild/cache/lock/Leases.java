package dev.jbuild.cache.lock;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The leases of a store. A lease's lock is a byte of the lock file, taken before the lease's file is there and freed after it is
 * gone: so a file whose lock is free is a dead build's, and reading lease files drops nobody's lock. Thread-safe.
 */
public final class Leases {
    private static final int ID_DIGITS = 12; // hexadecimal

    private final Disk disk;
    private final StorePaths paths;
    private final KernelLocks locks;

    public Leases(Disk disk, StorePaths paths, KernelLocks locks) {
        this.disk = disk;
        this.paths = paths;
        this.locks = locks;
    }

    /** A lease for a new build, with an id that no living build has. */
    public FileLease open() throws IOException {
        long seed = System.currentTimeMillis() ^ System.nanoTime() << 20;
        while (true) {
            seed = mixed(seed);
            String build = HexFormat.of().toHexDigits(seed, ID_DIGITS);
            Optional<Hold> hold = tryLock(build);
            if (hold.isPresent()) {
                if (disk.stat(paths.lease(build)).isEmpty()) {
                    return new FileLease(build, disk.create(paths.lease(build)), hold.get(), this);
                }
                hold.get().close();
            }
        }
    }

    /** Whether a build runs now, in any process. */
    public boolean isLive(String build) {
        Optional<Hold> hold = tryLock(build);
        hold.ifPresent(Hold::close);
        return hold.isEmpty();
    }

    /** What all living builds keep. */
    public Set<KeptName> kept() throws IOException {
        Set<KeptName> kept = new HashSet<>();
        for (Path lease : disk.list(paths.leases())) {
            if (isLive(lease.getFileName().toString())) {
                read(lease, kept);
            }
        }
        return kept;
    }

    /** Removes what dead builds left: their scratch, then their leases. */
    public void sweep() throws IOException {
        for (Path lease : disk.list(paths.leases())) {
            String build = lease.getFileName().toString();
            Optional<Hold> hold = tryLock(build);
            if (hold.isPresent()) {
                try {
                    remove(build);
                } catch (AccessDeniedException e) {
                    // A file that a container's user left, which only a process in its user namespace may remove. It
                    // will.
                } finally {
                    hold.get().close();
                }
            }
        }
    }

    void remove(String build) throws IOException {
        disk.deleteTree(paths.temporary(build));
        disk.delete(paths.lease(build));
    }

    private void read(Path lease, Set<KeptName> kept) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(disk.open(lease), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                KeptName.parse(line).ifPresent(kept::add);
            }
        } catch (NoSuchFileException e) {
            // The build ended meanwhile.
        }
    }

    private Optional<Hold> tryLock(String build) {
        long name = 0;
        for (int i = 0; i < build.length(); i++) {
            name = name << 4 ^ Character.digit(build.charAt(i), 16);
        }
        return locks.tryAcquire(KernelLocks.offset(KernelLocks.Region.LEASE, name), Mode.EXCLUSIVE);
    }

    /** The finaliser of SplitMix64: neighbours become far apart. Ids need to differ, not to be secret. */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
