package dev.jbuild.core.context;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.StatedStream;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that nobody touched while they were hashed, with what they were like: those that are still like that need not be hashed when
 * they are copied. Only files of file systems on a disk of this machine count: elsewhere times may be told from a cache, or a page that a
 * process has in its memory may be written to for ever without a new time. Thread-safe.
 */
final class HashedFiles {
    private static final int MOST = 100_000; // those beyond are hashed when they are copied

    private final Map<TreePath, Hashed> files = new ConcurrentHashMap<>();

    private record Hashed(FileStat stat, Digest content) {}

    /** True when what is open is the file of this stat, and still as it was then: its times will tell of a change. */
    static boolean isSteady(InputStream open, FileStat stat) throws IOException {
        return open instanceof StatedStream file && stat.isOnDisk() && stat.isUnchanged(file.stat());
    }

    /** Remembers a file that was steady when its last byte had been hashed. */
    void put(TreePath path, FileStat stat, Digest content) {
        if (files.size() < MOST) {
            files.put(path, new Hashed(stat, content));
        }
    }

    /** The stream itself, or one that knows what was hashed under its path. */
    InputStream known(TreePath path, InputStream open) {
        Hashed hashed = files.get(path);
        return hashed != null && open instanceof StatedStream file
                ? new HashedStream(file, hashed.stat, hashed.content)
                : open;
    }
}
