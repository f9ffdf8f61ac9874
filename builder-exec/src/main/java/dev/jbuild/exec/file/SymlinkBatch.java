package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_SYMLINK_NOFOLLOW;

import dev.jbuild.core.file.NewSymlink;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.util.List;

/**
 * Symbolic links by batches of calls: a directory is opened once for those in it that follow each other, and each of them is three calls
 * in its descriptor. Owner and time are only given to a link that was made. Used by one thread.
 */
final class SymlinkBatch {
    private static final int CALLS = 3; // for each link
    private static final int MOST_LINKS = 128; // at a time
    private static final int ROOM_BYTES = 32 * 1024; // for times, names and targets
    private static final int TIMES_BYTES = 32; // two struct timespec
    private static final int ALIGNMENT_BYTES = 2 * Long.BYTES;
    private static final int UNUSED = 5; // an argument that neither fchownat nor utimensat has

    private final PathWalk walk;
    private final CallBatch batch = CallBatch.of(MOST_LINKS * CALLS, ROOM_BYTES);

    SymlinkBatch(PathWalk walk) {
        this.walk = walk;
    }

    /** Makes them in order. */
    void make(List<NewSymlink> links) throws IOException {
        int next = 0;
        while (next < links.size()) {
            try (Descriptor parent = walk.parent(links.get(next).path())) {
                next = makeIn(parent, links, next);
            }
        }
    }

    /** Makes a link and those after it in the same directory, as many as there is room for. */
    private int makeIn(Descriptor parent, List<NewSymlink> links, int first) throws IOException {
        batch.clear();
        TreePath directory = links.get(first).path().parent();
        int next = first;
        while (next < links.size() && links.get(next).path().parent().equals(directory) && hasRoom(links.get(next))) {
            add(parent.number(), links.get(next++));
        }
        if (next == first) {
            throw PosixErrors.of(Errno.ENAMETOOLONG.number(), links.get(first).path());
        }
        batch.carryOut();
        for (int call = 0; call < (next - first) * CALLS; call++) {
            PosixErrors.check(
                    batch.result(call), links.get(first + call / CALLS).path());
        }
        return next;
    }

    private boolean hasRoom(NewSymlink link) {
        long bytes =
                (long) link.path().name().toBytes().length + link.target().length + TIMES_BYTES + ALIGNMENT_BYTES + 2;
        return batch.callsLeft() >= CALLS && bytes <= batch.roomLeft();
    }

    private void add(int parent, NewSymlink link) {
        int name = batch.text(link.path().name().toBytes());
        int target = batch.text(link.target());
        int times = batch.reserve(TIMES_BYTES);
        for (int time = 0; time < TIMES_BYTES; time += TIMES_BYTES / 2) {
            batch.memory().putLong(times + time, link.mtimeSeconds()).putLong(times + time + Long.BYTES, 0);
        }
        int made = batch.add(Syscall.SYMLINKAT);
        batch.address(0, target).value(1, parent).address(2, name);
        batch.add(Syscall.FCHOWNAT);
        batch.value(0, parent)
                .address(1, name)
                .value(2, link.uid())
                .value(3, link.gid())
                .value(4, AT_SYMLINK_NOFOLLOW.x86())
                .resultOf(UNUSED, made);
        batch.add(Syscall.UTIMENSAT);
        batch.value(0, parent)
                .address(1, name)
                .address(2, times)
                .value(3, AT_SYMLINK_NOFOLLOW.x86())
                .resultOf(UNUSED, made);
    }
}
