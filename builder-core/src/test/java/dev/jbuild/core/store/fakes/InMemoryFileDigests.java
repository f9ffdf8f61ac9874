package dev.jbuild.core.store.fakes;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.TreePath;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Digests of files in a map that outlives closing. Thread-safe. */
public final class InMemoryFileDigests implements FileDigests {
    private final Map<TreePath, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<Digest> find(TreePath path, FileStat stat) {
        Entry entry = entries.get(path);
        return entry != null && entry.stat.equals(stat) ? Optional.of(entry.content) : Optional.empty();
    }

    @Override
    public void put(TreePath path, FileStat stat, Digest content) {
        entries.put(path, new Entry(stat, content));
    }

    @Override
    public void close() {}

    private record Entry(FileStat stat, Digest content) {}
}
