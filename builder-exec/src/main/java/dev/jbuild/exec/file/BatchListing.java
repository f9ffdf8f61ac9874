package dev.jbuild.exec.file;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One directory that is being listed: while the stats of some names are asked, the next names are. Used by one thread, once. */
final class BatchListing {
    private final CallBatch calls;
    private final long descriptor;
    private final int stats; // where they are written
    private final List<NamedFile> found = new ArrayList<>();
    private final List<TreePath> below = new ArrayList<>();
    private final ListingSum sum = new ListingSum();

    BatchListing(CallBatch calls, long descriptor, int stats) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.stats = stats;
    }

    Optional<List<NamedFile>> read(long firstBytes, int first, int second) {
        int here = first;
        int next = second;
        long bytes = firstBytes;
        boolean well = bytes >= 0;
        while (well && bytes > 0) {
            calls.clearCalls();
            int names = BatchReader.askStats(calls, descriptor, here, (int) bytes, stats);
            int listed = BatchReader.list(calls, next);
            calls.value(0, descriptor);
            calls.carryOut();
            well = take(here, (int) bytes, names);
            bytes = calls.result(listed);
            well &= bytes >= 0;
            int free = here;
            here = next;
            next = free;
        }
        calls.clearCalls();
        calls.add(Syscall.CLOSE);
        calls.value(0, descriptor);
        calls.carryOut();
        if (!well) {
            return Optional.empty();
        }
        found.sort((a, b) -> a.name().compareTo(b.name()));
        return Optional.of(found);
    }

    /** What can be remembered of the directory, after {@link #read}; nothing when some name had no stat. */
    Optional<ListedDirectories.Listed> listed() {
        return sum.isWhole() ? Optional.of(new ListedDirectories.Listed(sum.stamp(), below)) : Optional.empty();
    }

    private boolean take(int at, int length, int names) {
        ByteBuffer memory = calls.memory();
        int entry = at;
        for (int i = 0; i < names; i++) {
            long result = calls.result(i);
            byte[] name = BatchReader.name(memory, entry + BatchReader.NAME_AT);
            entry += memory.getShort(entry + BatchReader.LENGTH_AT);
            if (BatchReader.isDots(name) || result == -Errno.ENOENT.number()) {
                continue;
            }
            if (result < 0) {
                return false;
            }
            NamedFile file = new NamedFile(TreePath.ofName(name), Statx.read(memory, stats + i * Statx.BYTES));
            found.add(file);
            if (file.stat().kind() == FileKind.DIRECTORY) {
                below.add(file.name());
            }
        }
        sum.add(calls, at, length, stats);
        return entry == at + length;
    }
}
