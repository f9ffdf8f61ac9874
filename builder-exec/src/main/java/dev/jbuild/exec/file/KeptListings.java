package dev.jbuild.exec.file;

import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names and stats of directories that a stamp was taken of, as the kernel wrote them: when the stamp is not the one that was hoped for,
 * what is in them is asked next, and need not be listed again. Each is given once. Thread-safe.
 */
final class KeptListings {
    private static final int MOST_BYTES =
            16 * 1024 * 1024; // 16 MiB, of some 50,000 files; what is beyond is listed again

    private final Map<TreePath, Kept> directories = new HashMap<>();
    private long bytes;

    /** A directory, and what {@link ListedDirectories} remembers of it. */
    private record Kept(Listing listing, ListedDirectories.Listed listed) {}

    /** Stats that lie one behind the other. */
    record Stats(int at, int count) {}

    /** A directory as it is listed part by part. Used by one thread. */
    static final class Listing {
        private final List<byte[]> parts = new ArrayList<>(); // of names, each followed by one of their stats
        private long bytes;

        /** Takes a part of a listing, and the stats of all names in it, in their order. */
        void add(CallBatch calls, int listing, int length, Stats stats) {
            ByteBuffer memory = calls.memory();
            parts.add(copy(memory, listing, length));
            parts.add(copy(memory, stats.at, stats.count * Statx.BYTES));
            bytes += length + (long) stats.count * Statx.BYTES;
        }

        private static byte[] copy(ByteBuffer memory, int at, int length) {
            byte[] copy = new byte[length];
            memory.get(at, copy);
            return copy;
        }

        /** What is in the directory, in order. */
        List<NamedFile> files() {
            List<NamedFile> files = new ArrayList<>();
            for (int i = 0; i < parts.size(); i += 2) {
                ByteBuffer names = ByteBuffer.wrap(parts.get(i)).order(ByteOrder.nativeOrder());
                ByteBuffer stats = ByteBuffer.wrap(parts.get(i + 1)).order(ByteOrder.nativeOrder());
                int stat = 0;
                for (int entry = 0; entry < names.capacity(); stat += Statx.BYTES) {
                    byte[] name = BatchReader.name(names, entry + BatchReader.NAME_AT);
                    if (!BatchReader.isDots(name)) {
                        files.add(new NamedFile(TreePath.ofName(name), Statx.read(stats, stat)));
                    }
                    entry += names.getShort(entry + BatchReader.LENGTH_AT);
                }
            }
            files.sort((a, b) -> a.name().compareTo(b.name()));
            return files;
        }
    }

    /** Keeps a directory of which all names had stats, if there is room. */
    synchronized void put(TreePath directory, Listing listing, ListedDirectories.Listed listed) {
        drop(directory);
        if (bytes + listing.bytes <= MOST_BYTES) {
            directories.put(directory, new Kept(listing, listed));
            bytes += listing.bytes;
        }
    }

    private @Nullable Kept drop(TreePath directory) {
        Kept kept = directories.remove(directory);
        bytes -= kept == null ? 0 : kept.listing.bytes;
        return kept;
    }

    /** What is in a directory, in order, if it was kept and nobody has taken it; the other table is told what it remembers. */
    Optional<List<NamedFile>> take(TreePath directory, ListedDirectories remembers) {
        Kept kept;
        synchronized (this) {
            kept = drop(directory);
        }
        if (kept == null) {
            return Optional.empty();
        }
        remembers.put(directory, kept.listed);
        return Optional.of(kept.listing.files());
    }
}
