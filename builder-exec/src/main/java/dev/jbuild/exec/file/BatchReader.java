package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_FDCWD;
import static dev.jbuild.exec.program.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_CLOEXEC;
import static dev.jbuild.exec.program.Linux.O_DIRECTORY;
import static dev.jbuild.exec.program.Linux.O_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_NONBLOCK;
import static dev.jbuild.exec.program.Linux.O_PATH;
import static dev.jbuild.exec.program.Linux.O_RDONLY;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileHash;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.calls.HashBatch;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lists directories with their stats and reads small files, many system calls at once. Everything is opened below the root's
 * descriptor by openat2, which follows no link; names are looked up in the descriptor of the directory that was listed. What does not
 * go well is not explained here: the caller does it again by another way, which says why. Thread-safe.
 */
final class BatchReader implements Closeable {
    private static final Machine MACHINE = Machine.current();
    private static final long NO_SYMLINKS_BENEATH = 0x4 | 0x8; // RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH
    private static final int OPEN_HOW_BYTES = 24;
    static final int LISTING_BYTES = 32 * 1024; // 32 KiB, of which two are in use
    static final int NAME_AT = 19; // in struct linux_dirent64
    static final int LENGTH_AT = 16;
    static final int MOST_ENTRIES = LISTING_BYTES / 24; // the shortest entry has 24 bytes
    private static final int MOST_CALLS = MOST_ENTRIES + 8;
    private static final int ROOM_BYTES = 1536 * 1024; // 1.5 MiB: the stats of a listing, or a batch of files
    static final long LISTING =
            O_RDONLY.or(O_DIRECTORY).or(O_NOFOLLOW).or(O_CLOEXEC).value(MACHINE);
    static final long READING =
            O_RDONLY.or(O_NONBLOCK).or(O_NOFOLLOW).or(O_CLOEXEC).value(MACHINE);

    private final int root;
    private final boolean lanes;
    private final Deque<CallBatch> idle = new ArrayDeque<>();
    private final ListedDirectories listed = new ListedDirectories();
    private final KeptListings kept = new KeptListings();
    private boolean closed;

    private BatchReader(int root, boolean lanes, CallBatch first) {
        this.root = root;
        this.lanes = lanes;
        idle.add(first);
    }

    /** A reader below a directory of the user's own; empty where this machine, its kernel or a filter does not have what it takes. */
    static Optional<BatchReader> open(Path directory) {
        return open(directory, HashBatch.isOfUse());
    }

    /** @param lanes that files are hashed many at once, not left to Java */
    static Optional<BatchReader> open(Path directory, boolean lanes) {
        if (!CallBatch.isSupported()) {
            return Optional.empty();
        }
        CallBatch calls = CallBatch.of(MOST_CALLS, ROOM_BYTES);
        int path = calls.text(PathBytes.bytes(directory.toAbsolutePath()));
        int here = calls.text(new byte[] {'.'});
        int how = how(calls, LISTING);
        int opened = calls.add(Syscall.OPENAT);
        long flags = O_PATH.or(O_DIRECTORY).or(O_CLOEXEC).value(MACHINE);
        calls.value(0, AT_FDCWD.value(MACHINE)).address(1, path).value(2, flags);
        int trial = openAt(calls, 0, here, how);
        calls.resultOf(0, opened);
        calls.add(Syscall.CLOSE);
        calls.resultOf(0, trial);
        calls.carryOut();
        long root = calls.result(opened);
        if (root < 0) {
            return Optional.empty();
        }
        BatchReader reader = new BatchReader((int) root, lanes, calls);
        if (calls.result(trial) < 0) {
            reader.close();
            return Optional.empty();
        }
        return Optional.of(reader);
    }

    static int how(CallBatch calls, long flags) {
        int how = calls.reserve(OPEN_HOW_BYTES);
        calls.memory().putLong(how, flags).putLong(how + 8, 0).putLong(how + 16, NO_SYMLINKS_BENEATH);
        return how;
    }

    static int openAt(CallBatch calls, long directory, int path, int how) {
        int opened = calls.add(Syscall.OPENAT2);
        calls.value(0, directory).address(1, path).address(2, how).value(3, OPEN_HOW_BYTES);
        return opened;
    }

    synchronized CallBatch acquire() throws IOException {
        if (closed) {
            throw new IOException("the directory is closed");
        }
        CallBatch calls = idle.isEmpty() ? CallBatch.of(MOST_CALLS, ROOM_BYTES) : idle.pop();
        calls.clear();
        return calls;
    }

    synchronized void release(CallBatch calls) {
        idle.push(calls);
    }

    /** What was in a directory, in order, when a stamp of it was taken: once, and if nobody has listed it since. */
    Optional<List<NamedFile>> kept(TreePath directory) {
        return kept.take(directory, listed);
    }

    /** What is in a directory, in order; empty when it is not to be had so. */
    Optional<List<NamedFile>> children(TreePath directory) throws IOException {
        CallBatch calls = acquire();
        try {
            int path = calls.text(directory.isRoot() ? new byte[] {'.'} : directory.toBytes());
            int opened = openAt(calls, root, path, how(calls, LISTING));
            int first = calls.reserve(LISTING_BYTES);
            int second = calls.reserve(LISTING_BYTES);
            int asked = list(calls, first);
            calls.resultOf(0, opened);
            calls.carryOut();
            long descriptor = calls.result(opened);
            if (descriptor < 0) {
                return Optional.empty();
            }
            BatchListing listing = new BatchListing(calls, descriptor, calls.reserve(MOST_ENTRIES * Statx.BYTES));
            Optional<List<NamedFile>> found = listing.read(calls.result(asked), first, second);
            if (found.isPresent()) {
                listing.listed().ifPresent(known -> listed.put(directory, known));
            }
            return found;
        } finally {
            release(calls);
        }
    }

    static int list(CallBatch calls, int into) {
        ListingSum.prepare(calls, into);
        int listed = calls.add(Syscall.GETDENTS64);
        calls.address(1, into).value(2, LISTING_BYTES);
        return listed;
    }

    /**
     * Adds a call for the stat of each name in a part of a listing, also of {@code .} and {@code ..}: that is simpler, and they are two.
     *
     * @param stats where the stats go, one behind the other
     */
    static int askStats(CallBatch calls, long descriptor, int listing, int length, int stats) {
        ByteBuffer memory = calls.memory();
        int count = 0;
        int first = 0;
        for (int entry = listing; entry < listing + length; entry += memory.getShort(entry + LENGTH_AT)) {
            int call = count == 0 ? askStat(calls, descriptor) : calls.addAgain(first, 1);
            first = count == 0 ? call : first;
            calls.change(call, 1, entry + NAME_AT).change(call, 4, stats + (long) count * Statx.BYTES);
            count++;
        }
        return count;
    }

    private static int askStat(CallBatch calls, long descriptor) {
        int call = calls.add(Syscall.STATX);
        calls.value(0, descriptor)
                .address(1, 0)
                .value(2, AT_SYMLINK_NOFOLLOW.x86())
                .value(3, Statx.BASIC)
                .address(4, 0);
        return call;
    }

    static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }

    /** A name that ends with a NUL. */
    static byte[] name(ByteBuffer memory, int at) {
        int end = at;
        while (memory.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - at];
        memory.get(at, name);
        return name;
    }

    /** The stamp of a directory, as {@link dev.jbuild.core.file.RootDirectory#stamp} says. */
    Optional<DirectoryStamp> stamp(TreePath directory, Predicate<TreePath> enters) throws IOException {
        return stamp(directory, enters, new ListedDirectories(), kept);
    }

    /** The stamp of a directory, as {@link dev.jbuild.core.file.RootDirectory#stampOfListed} says. */
    Optional<DirectoryStamp> stampOfListed(TreePath directory, Predicate<TreePath> enters) throws IOException {
        return stamp(directory, enters, listed, new KeptListings());
    }

    private Optional<DirectoryStamp> stamp(
            TreePath directory, Predicate<TreePath> enters, ListedDirectories known, KeptListings kept)
            throws IOException {
        CallBatch calls = acquire();
        try {
            return new DirectoryStamps(calls, root, known, kept).of(directory, enters);
        } finally {
            release(calls);
        }
    }

    /** Reads small files, as {@link dev.jbuild.core.file.RootDirectory#read} says. */
    ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        int total = 0;
        int[] starts = new int[sizesBytes.length];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = total;
            total = Math.addExact(total, sizesBytes[i]);
        }
        byte[] bytes = new byte[total];
        BitSet read = new BitSet(starts.length);
        byte[] hashes = new byte[lanes ? starts.length * FileReads.HASH_BYTES : 0];
        CallBatch calls = acquire();
        try {
            int done = 0;
            while (done < starts.length) {
                calls.clear();
                FileReads some = new FileReads(calls, root);
                int from = done;
                while (done < starts.length && some.add(files.get(done), sizesBytes[done])) {
                    done++;
                }
                if (done == from) {
                    done++; // one that is too large for this
                    continue;
                }
                calls.carryOut();
                for (int i = from; i < done; i++) {
                    read.set(i, some.take(i - from, sizesBytes[i], bytes, starts[i]));
                }
                if (hashes.length > 0) {
                    some.hash(read, from, sizesBytes, hashes);
                }
            }
        } finally {
            release(calls);
        }
        return new ReadFiles(bytes, starts, read, hashes);
    }

    /** Hashes large files, as {@link dev.jbuild.core.file.RootDirectory#hash} says. */
    List<Optional<FileHash>> hash(List<TreePath> files, long[] sizesBytes) throws IOException {
        List<Optional<FileHash>> found = new ArrayList<>(Collections.nCopies(sizesBytes.length, Optional.empty()));
        List<Integer> chosen = lanes ? LargeHashes.worthIt(sizesBytes) : List.of();
        for (int from = 0; from < chosen.size(); from += LargeHashes.MOST_FILES) {
            List<Integer> some = chosen.subList(from, Math.min(chosen.size(), from + LargeHashes.MOST_FILES));
            List<TreePath> paths = some.stream().map(files::get).toList();
            long[] sizes = some.stream().mapToLong(file -> sizesBytes[file]).toArray();
            CallBatch calls = acquire();
            try {
                List<Optional<FileHash>> hashes = LargeHashes.of(calls, root, paths, sizes);
                for (int i = 0; i < some.size(); i++) {
                    found.set(some.get(i), hashes.get(i));
                }
            } finally {
                release(calls);
            }
        }
        return found;
    }

    /** The bytes of a regular file; empty when it is none, or cannot be opened so. The caller closes. */
    Optional<InputStream> open(TreePath file) throws IOException {
        CallBatch calls = acquire();
        long descriptor;
        try {
            int opened = openAt(calls, root, calls.text(file.toBytes()), how(calls, READING));
            calls.carryOut();
            descriptor = calls.result(opened);
        } finally {
            release(calls);
        }
        return descriptor < 0 ? Optional.empty() : BatchedFile.regular(this, new Descriptor((int) descriptor, file));
    }

    /** The capabilities of a regular file. */
    Optional<byte[]> capability(TreePath file) throws IOException {
        CallBatch calls = acquire();
        try {
            return FileCapability.of(calls, root, file);
        } finally {
            release(calls);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        CallBatch calls = idle.isEmpty() ? CallBatch.of(1, 0) : idle.pop();
        calls.clear();
        calls.add(Syscall.CLOSE);
        calls.value(0, root);
        calls.carryOut();
        idle.clear();
    }
}
