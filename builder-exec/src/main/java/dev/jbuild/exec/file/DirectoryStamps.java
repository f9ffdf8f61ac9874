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
    private final Predicate<TreePath> enters;
    private final ListedDirectories known;
    private final Deque<TreePath> left = new ArrayDeque<>();
    private int listing;
    private int stats;

    /**
     * @param root the descriptor below which everything is opened
     * @param known directories that need not be listed
     */
    DirectoryStamps(CallBatch calls, int root, Predicate<TreePath> enters, ListedDirectories known) {
        this.calls = calls;
        this.root = root;
        this.enters = enters;
        this.known = known;
    }

    /** The stamp; empty when something is not as it should be. */
    Optional<DirectoryStamp> of(TreePath directory) throws IOException {
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
        listing = calls.reserve(BatchReader.LISTING_BYTES);
        stats = calls.reserve(BatchReader.MOST_ENTRIES * Statx.BYTES);
        int listed = BatchReader.list(calls, listing);
        calls.resultOf(0, opened);
        calls.carryOut();
        long descriptor = calls.result(opened);
        if (descriptor < 0) {
            return Optional.empty();
        }
        long bytes = calls.result(listed);
        ListingSum sum = new ListingSum();
        List<TreePath> below = new ArrayList<>();
        while (bytes > 0) {
            calls.clearCalls();
            BatchReader.askStats(calls, descriptor, listing, (int) bytes, stats);
            calls.carryOut();
            sum.add(calls, listing, (int) bytes, stats);
            directories((int) bytes, below);
            calls.clearCalls();
            int more = BatchReader.list(calls, listing);
            calls.value(0, descriptor);
            calls.carryOut();
            bytes = calls.result(more);
        }
        calls.clearCalls();
        calls.add(Syscall.CLOSE);
        calls.value(0, descriptor);
        calls.carryOut();
        return bytes == 0 && sum.isWhole() ? Optional.of(new Listed(sum.stamp(), below)) : Optional.empty();
    }

    /** Adds the names of the directories in a listing. */
    private void directories(int bytes, List<TreePath> below) {
        ByteBuffer memory = calls.memory();
        for (int entry = listing; entry < listing + bytes; entry += memory.getShort(entry + BatchReader.LENGTH_AT)) {
            if (memory.get(entry + ListingSum.TYPE_AT) == ListingSum.DIRECTORY) {
                byte[] name = BatchReader.name(memory, entry + BatchReader.NAME_AT);
                if (!BatchReader.isDots(name)) {
                    below.add(TreePath.ofName(name));
                }
            }
        }
    }
}
