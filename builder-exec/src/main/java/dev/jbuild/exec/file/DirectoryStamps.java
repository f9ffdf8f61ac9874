package dev.jbuild.exec.file;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.file.ListedDirectories.Listed;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes the stamp of a directory and all below it, those that were listed before by their stamps of then. Nothing is made of a file, so
 * that thousands cost little in a JVM that has just begun. Used by one thread, once.
 */
final class DirectoryStamps {
    private final CallBatch calls;
    private final int root;
    private final ListedDirectories known;
    private final KeptListings kept;
    private final Deque<TreePath> left = new ArrayDeque<>();
    private int names;
    private int stats;

    /**
     * @param root the descriptor below which everything is opened
     * @param known directories that need not be listed
     * @param kept takes those that are
     */
    DirectoryStamps(CallBatch calls, int root, ListedDirectories known, KeptListings kept) {
        this.calls = calls;
        this.root = root;
        this.known = known;
        this.kept = kept;
    }

    /**
     * The stamp; empty when something is not as it should be.
     *
     * @param enters which directories below count
     */
    Optional<DirectoryStamp> of(TreePath directory, Predicate<TreePath> enters) throws IOException {
        DirectoryStamp all = DirectoryStamp.NONE;
        left.push(directory);
        while (!left.isEmpty()) {
            TreePath next = left.pop();
            Optional<Listed> found = known.find(next);
            Optional<Listed> listed = found.isPresent() ? found : list(next);
            if (listed.isEmpty()) {
                return Optional.empty();
            }
            all = all.with(listed.get().stamp());
            for (TreePath name : listed.get().below()) {
                TreePath below = next.resolve(name);
                if (enters.test(below)) {
                    left.push(below);
                }
            }
        }
        return Optional.of(all);
    }

    private Optional<Listed> list(TreePath directory) throws IOException {
        calls.clear();
        int path = calls.text(directory.isRoot() ? new byte[] {'.'} : directory.toBytes());
        int opened = BatchReader.openAt(calls, root, path, BatchReader.how(calls, BatchReader.LISTING));
        names = calls.reserve(BatchReader.LISTING_BYTES);
        stats = calls.reserve(BatchReader.MOST_ENTRIES * Statx.BYTES);
        int listed = BatchReader.list(calls, names);
        calls.resultOf(0, opened);
        calls.carryOut();
        long descriptor = calls.result(opened);
        if (descriptor < 0) {
            return Optional.empty();
        }
        long bytes = calls.result(listed);
        ListingSum sum = new ListingSum();
        KeptListings.Listing listing = new KeptListings.Listing();
        List<TreePath> below = new ArrayList<>();
        while (bytes > 0) {
            calls.clearCalls();
            int count = BatchReader.askStats(calls, descriptor, names, (int) bytes, stats);
            calls.carryOut();
            sum.add(calls, names, (int) bytes, stats);
            listing.add(calls, names, (int) bytes, new KeptListings.Stats(stats, count));
            directories((int) bytes, below);
            calls.clearCalls();
            int more = BatchReader.list(calls, names);
            calls.value(0, descriptor);
            calls.carryOut();
            bytes = calls.result(more);
        }
        calls.clearCalls();
        calls.add(Syscall.CLOSE);
        calls.value(0, descriptor);
        calls.carryOut();
        if (bytes < 0 || !sum.isWhole()) {
            return Optional.empty();
        }
        Listed whole = new Listed(sum.stamp(), below);
        kept.put(directory, listing, whole);
        return Optional.of(whole);
    }

    /** Adds the names of the directories in a listing. */
    private void directories(int bytes, List<TreePath> below) {
        ByteBuffer memory = calls.memory();
        for (int entry = names; entry < names + bytes; entry += memory.getShort(entry + BatchReader.LENGTH_AT)) {
            if (memory.get(entry + ListingSum.TYPE_AT) == ListingSum.DIRECTORY) {
                byte[] name = BatchReader.name(memory, entry + BatchReader.NAME_AT);
                if (!BatchReader.isDots(name)) {
                    below.add(TreePath.ofName(name));
                }
            }
        }
    }
}
