package dev.jbuild.core.context;

import dev.jbuild.core.tree.TreePath;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Contents of small files that were read for their digests and will soon be copied: what is here need not be read and hashed again, and
 * is what was hashed. Thread-safe.
 */
public final class KeptContents {
    private static final int BYTES_A_FILE = 256; // of heap, for its path and its place in the map

    private final Map<TreePath, Content> contents = new ConcurrentHashMap<>();
    private final AtomicLong taken = new AtomicLong();
    private final Room room;

    public KeptContents(Room room) {
        this.room = room;
    }

    /** How many bytes all of a build may keep together: a share of the heap. Thread-safe. */
    public static final class Room {
        private static final int SHARE_OF_HEAP = 8;
        private static final long MOST_BYTES = 256L * 1024 * 1024; // 256 MiB

        private final AtomicLong leftBytes;

        private Room(long bytes) {
            this.leftBytes = new AtomicLong(bytes);
        }

        /** As much as this JVM can spare. */
        public static Room ofHeap() {
            return of(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
        }

        public static Room of(long bytes) {
            return new Room(bytes);
        }
    }

    /** A part of an array that nobody writes to any more. */
    public record Content(byte[] bytes, int start, int length) {}

    /** True when an array of this length, the contents of so many files, may be kept; then it counts. */
    boolean takes(int lengthBytes, int files) {
        long bytes = lengthBytes + (long) BYTES_A_FILE * files;
        if (room.leftBytes.addAndGet(-bytes) < 0) {
            room.leftBytes.addAndGet(bytes);
            return false;
        }
        taken.addAndGet(bytes);
        return true;
    }

    void put(TreePath file, Content content) {
        contents.put(file, content);
    }

    /** The content of a file, if it is here. */
    public Optional<Content> of(TreePath file) {
        return Optional.ofNullable(contents.get(file));
    }

    /** Lets go of everything: there is room again. */
    public void clear() {
        contents.clear();
        room.leftBytes.addAndGet(taken.getAndSet(0));
    }
}
