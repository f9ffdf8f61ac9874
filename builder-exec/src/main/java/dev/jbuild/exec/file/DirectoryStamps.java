package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_SYMLINK_NOFOLLOW;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Takes the stamp of a directory: of each directory the kernel's own list of names and the stats of all of them go into two checksums, in
 * the order in which the file system has them, as they lie in memory. Nothing is made of a file, so that thousands cost little in a
 * JVM that has just begun. Used by one thread, once.
 */
final class DirectoryStamps {
    private static final byte[] ZEROS = new byte[BatchReader.LISTING_BYTES];
    private static final int TYPE_AT = 18; // in struct linux_dirent64
    private static final byte UNKNOWN = 0;
    private static final byte DIRECTORY = 4;
    private static final int CTIME_AT = 96; // in struct statx
    private static final int BLOCKS_AT = 48; // which come later than what is written
    private static final int ATIME_AT = 64;

    private final CallBatch calls;
    private final int root;
    private final Predicate<TreePath> enters;
    private final CRC32 crc = new CRC32();
    private final CRC32C crcC = new CRC32C();
    private final Deque<TreePath> left = new ArrayDeque<>();
    private long entries;
    private long newest = Long.MIN_VALUE;
    private int listing;
    private int stats;

    /** @param root the descriptor below which everything is opened */
    DirectoryStamps(CallBatch calls, int root, Predicate<TreePath> enters) {
        this.calls = calls;
        this.root = root;
        this.enters = enters;
    }

    /** The stamp; empty when something is not as it should be. */
    Optional<DirectoryStamp> of(TreePath directory) throws IOException {
        left.push(directory);
        while (!left.isEmpty()) {
            if (!add(left.pop())) {
                return Optional.empty();
            }
        }
        return Optional.of(new DirectoryStamp(crc.getValue() << 32 | crcC.getValue(), entries, newest));
    }

    private boolean add(TreePath directory) throws IOException {
        calls.clear();
        int path = calls.text(directory.isRoot() ? new byte[] {'.'} : directory.toBytes());
        int opened = BatchReader.openAt(calls, root, path, BatchReader.how(calls, BatchReader.LISTING));
        listing = calls.reserve(BatchReader.LISTING_BYTES);
        stats = calls.reserve(BatchReader.MOST_ENTRIES * Statx.BYTES);
        int listed = list();
        calls.resultOf(0, opened);
        calls.carryOut();
        long descriptor = calls.result(opened);
        if (descriptor < 0) {
            return false;
        }
        long bytes = calls.result(listed);
        boolean well = bytes >= 0;
        while (well && bytes > 0) {
            well = take(directory, descriptor, (int) bytes);
            calls.clearCalls();
            int more = list();
            calls.value(0, descriptor);
            calls.carryOut();
            bytes = calls.result(more);
            well &= bytes >= 0;
        }
        calls.clearCalls();
        calls.add(Syscall.CLOSE);
        calls.value(0, descriptor);
        calls.carryOut();
        return well;
    }

    /** What stands between names is not written by the kernel, and so must be nothing. */
    private int list() {
        calls.memory().put(listing, ZEROS);
        return BatchReader.list(calls, listing);
    }

    private boolean take(TreePath directory, long descriptor, int bytes) {
        int names = ask(descriptor, bytes);
        ByteBuffer memory = calls.memory();
        int entry = listing;
        for (int i = 0; i < names; i++) {
            int stat = stats + i * Statx.BYTES;
            int name = entry + BatchReader.NAME_AT;
            byte type = memory.get(entry + TYPE_AT);
            if (calls.result(i) < 0 || type == UNKNOWN) {
                return false;
            }
            if (type == DIRECTORY && memory.get(name) == '.' && isAbove(memory, name)) {
                clear(memory, stat, 0, Statx.BYTES); // what else is there does not matter
            } else {
                clear(memory, stat, BLOCKS_AT, Long.BYTES);
                clear(memory, stat, ATIME_AT, 2 * Long.BYTES);
                newest = Math.max(newest, memory.getLong(stat + CTIME_AT));
                if (type == DIRECTORY && !isHere(memory, name)) {
                    enter(directory, BatchReader.name(memory, name));
                }
            }
            entry += memory.getShort(entry + BatchReader.LENGTH_AT);
        }
        entries += names;
        sum(listing, bytes);
        sum(stats, names * Statx.BYTES);
        return true;
    }

    private int ask(long descriptor, int bytes) {
        ByteBuffer memory = calls.memory();
        calls.clearCalls();
        int count = 0;
        for (int entry = listing; entry < listing + bytes; entry += memory.getShort(entry + BatchReader.LENGTH_AT)) {
            calls.add(Syscall.STATX);
            calls.value(0, descriptor)
                    .address(1, entry + BatchReader.NAME_AT)
                    .value(2, AT_SYMLINK_NOFOLLOW.x86())
                    .value(3, Statx.BASIC)
                    .address(4, stats + count * Statx.BYTES);
            count++;
        }
        calls.carryOut();
        return count;
    }

    private void enter(TreePath directory, byte[] name) {
        TreePath below = directory.resolve(TreePath.ofName(name));
        if (enters.test(below)) {
            left.push(below);
        }
    }

    private static boolean isHere(ByteBuffer memory, int name) {
        return memory.get(name) == '.' && memory.get(name + 1) == 0;
    }

    private static boolean isAbove(ByteBuffer memory, int name) {
        return memory.get(name + 1) == '.' && memory.get(name + 2) == 0;
    }

    private static void clear(ByteBuffer memory, int stat, int at, int length) {
        for (int i = 0; i < length; i += Long.BYTES) {
            memory.putLong(stat + at + i, 0);
        }
    }

    private void sum(int at, int length) {
        ByteBuffer bytes = calls.memory().duplicate();
        bytes.limit(at + length).position(at);
        crc.update(bytes);
        bytes.position(at);
        crcC.update(bytes);
    }
}
