package dev.jbuild.core.step;

import dev.jbuild.core.context.ContentDigest;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.step.Selection.Match;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Takes files in path order and packs them, their contents hashed in batches ahead. Memory is bounded by the batches and by what
 * is packed. Used by one thread.
 */
final class SelectionBuilder implements AutoCloseable {
    private static final int BATCH_FILES = 128;
    private static final long BATCH_BYTES = 1024 * 1024; // 1 MiB
    private static final long LARGE_BYTES = BATCH_BYTES / 8; // of which none is held; so many are hashed at once
    private static final int BATCHES_AHEAD = 8;

    private final Selection.Source source;
    private final Lookahead<List<TreeEntry>> hashed;
    private final Deque<List<Found>> begun = new ArrayDeque<>(); // one for each batch that is under way
    private final List<Match> matches = new ArrayList<>();
    private final ContentDigest digest;
    private int hashedMatches; // whose part in the digest was begun
    private final LayerIndex.Builder index = LayerIndex.builder();
    private final Map<Inode, Integer> linkGroups = new HashMap<>();
    private final List<Found> waiting = new ArrayList<>(); // directories that count only when something is in them
    private List<Found> batch = new ArrayList<>();
    private long batchBytes;
    private long newestSeconds = Long.MIN_VALUE;
    private long count;

    /** @param digest is told of what is selected, in order */
    SelectionBuilder(Selection.Source source, ContentDigest digest, Executor work) {
        this.source = source;
        this.digest = digest;
        this.hashed = new Lookahead<>(work);
    }

    /** @param match the number of the match that it belongs to */
    private record Found(TreePath selected, TreePath from, FileStat stat, int match) {}

    private record Inode(long device, long inode) {}

    SourceTree tree() {
        return source.tree();
    }

    /** Begins what a pattern matched; what is added belongs to it. */
    void begin(Match match) {
        matches.add(match);
    }

    /** Adds a file that is at {@code from} under another path. */
    void add(TreePath selected, TreePath from, FileStat stat) throws IOException {
        if (selected.nameStartsWith(".wh.")) {
            throw BuildException.of(
                            ErrorCode.COPY_CONFLICT,
                            "\"" + selected
                                    + "\" cannot be copied: a name that begins with \".wh.\" deletes files in a layer")
                    .withHint("rename it, or leave it out by .dockerignore or --exclude");
        }
        if (!waiting.isEmpty()) {
            appendWaiting(selected);
        }
        append(new Found(selected, from, stat, matches.size() - 1));
    }

    private void appendWaiting(TreePath selected) throws IOException {
        for (Found directory : waiting) {
            if (selected.startsWith(directory.selected)) {
                append(directory);
            }
        }
        waiting.clear();
    }

    /** Adds a directory if something is added below it. */
    void addWhenFilled(TreePath selected, TreePath from, FileStat stat) {
        waiting.removeIf(directory -> !selected.startsWith(directory.selected));
        waiting.add(new Found(selected, from, stat, matches.size() - 1));
    }

    boolean isEmpty() {
        return count == 0;
    }

    private void append(Found found) throws IOException {
        count++;
        batch.add(found);
        batchBytes += found.stat.kind() == FileKind.REGULAR ? Math.min(LARGE_BYTES, found.stat.sizeBytes()) : 0;
        if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            beginBatch();
            if (hashed.size() > BATCHES_AHEAD) {
                takeBatch();
            }
        }
    }

    private void beginBatch() {
        List<Found> files = batch;
        hashed.begin(() -> entries(files));
        begun.addLast(files);
        batch = new ArrayList<>();
        batchBytes = 0;
    }

    private List<TreeEntry> entries(List<Found> files) throws IOException {
        List<TreePath> paths = new ArrayList<>(files.size());
        List<FileStat> stats = new ArrayList<>(files.size());
        for (Found file : files) {
            paths.add(file.from);
            stats.add(file.stat);
        }
        return source.tree().entries(paths, stats, source.kept());
    }

    private void takeBatch() throws IOException {
        List<TreeEntry> entries = hashed.take();
        List<Found> files = begun.removeFirst();
        for (int i = 0; i < files.size(); i++) {
            Found file = files.get(i);
            TreeEntry entry = entries.get(i);
            hashMatches(file.match);
            Match match = matches.get(file.match);
            boolean whole = match.type() == Selection.Type.FILE;
            digest.add(whole ? match.path().name() : file.selected.relativeTo(match.path()), entry);
            newestSeconds = Math.max(newestSeconds, entry.attributes().mtimeSeconds());
            index.add(new Present(
                    file.selected, entry, LayerEntry.Origin.NAMED, Present.NO_OFFSET, linkGroup(file.stat)));
        }
    }

    /** Begins the parts of all matches up to this one. */
    private void hashMatches(int last) {
        while (hashedMatches <= last) {
            Match match = matches.get(hashedMatches++);
            digest.part(match.type() == Selection.Type.FILE ? "file" : "contents");
        }
    }

    private int linkGroup(FileStat stat) {
        return stat.kind() == FileKind.REGULAR && stat.links() > 1
                ? linkGroups.computeIfAbsent(new Inode(stat.device(), stat.inode()), inode -> linkGroups.size() + 1)
                : 0;
    }

    Selection build() throws IOException {
        if (!batch.isEmpty()) {
            beginBatch();
        }
        while (hashed.size() > 0) {
            takeBatch();
        }
        hashMatches(matches.size() - 1);
        digest.part("end");
        return new Selection(source, matches, index.build(), newestSeconds, count, !linkGroups.isEmpty());
    }

    @Override
    public void close() {
        hashed.close();
    }
}
