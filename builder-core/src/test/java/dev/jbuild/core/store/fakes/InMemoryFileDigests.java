package dev.jbuild.core.store.fakes;

import dev.jbuild.core.file.DirectoryStamp;
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
    private final Map<Digest, Answer> answers = new ConcurrentHashMap<>();

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
    public int size() {
        return entries.size();
    }

    @Override
    public Optional<Selected> selected(Digest question, DirectoryStamp stamp) {
        Answer answer = answers.get(question);
        return answer != null && answer.stamp.equals(stamp) ? Optional.of(answer.selected) : Optional.empty();
    }

    @Override
    public void putSelected(Digest question, DirectoryStamp stamp, Selected selected) {
        answers.put(question, new Answer(stamp, selected));
    }

    @Override
    public void close() {}

    private record Answer(DirectoryStamp stamp, Selected selected) {}

    private record Entry(FileStat stat, Digest content) {}
}
