package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_EMPTY_PATH;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.core.tree.XattrPolicy;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.calls.HashBatch;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Files that are read by one batch of calls: open, stat, read, look for extended attributes, close. Used by one thread. */
final class FileReads {
    private static final int CALLS_A_FILE = 5;
    private static final int MOST_PATH_BYTES = 4096 + 8;
    private static final int NAMES_BYTES = 64; // of extended attributes; a file with more is read by itself
    static final int HASH_BYTES = 32;
    private static final int CONTENT_AT = Statx.BYTES + NAMES_BYTES; // behind the stat and the names of attributes

    private final CallBatch calls;
    private final int root;
    private final int how;
    private final List<Integer> places = new ArrayList<>();

    FileReads(CallBatch calls, int root) {
        this.calls = calls;
        this.root = root;
        this.how = BatchReader.how(calls, BatchReader.READING);
    }

    /** False when there is no room for it. */
    boolean add(TreePath file, int sizeBytes) {
        if (calls.callsLeft() < CALLS_A_FILE
                || calls.roomLeft() < (long) sizeBytes + CONTENT_AT + MOST_PATH_BYTES + hashesBytes()) {
            return false;
        }
        int path = calls.text(file.toBytes());
        int place = calls.reserve(CONTENT_AT + sizeBytes);
        calls.memory().put(place + Statx.BYTES - 1, (byte) 0); // spare, and so an empty path for statx
        if (places.isEmpty()) {
            addCalls(path, place, sizeBytes);
        } else {
            addCallsAgain(path, place, sizeBytes);
        }
        places.add(place);
        return true;
    }

    private void addCalls(int path, int place, int sizeBytes) {
        int opened = BatchReader.openAt(calls, root, path, how);
        calls.add(Syscall.STATX);
        calls.resultOf(0, opened)
                .address(1, place + Statx.BYTES - 1)
                .value(2, AT_EMPTY_PATH.x86())
                .value(3, Statx.BASIC)
                .address(4, place);
        calls.add(Syscall.READ);
        calls.resultOf(0, opened).address(1, place + CONTENT_AT).value(2, sizeBytes);
        calls.add(Syscall.FLISTXATTR);
        calls.resultOf(0, opened).address(1, place + Statx.BYTES).value(2, NAMES_BYTES);
        calls.add(Syscall.CLOSE);
        calls.resultOf(0, opened);
    }

    /** The calls of the first file, with what is another one's. */
    private void addCallsAgain(int path, int place, int sizeBytes) {
        int opened = calls.addAgain(0, CALLS_A_FILE);
        calls.change(opened, 1, path);
        calls.change(opened + 1, 0, opened).change(opened + 1, 1, place + Statx.BYTES - 1L);
        calls.change(opened + 1, 4, place);
        calls.change(opened + 2, 0, opened).change(opened + 2, 1, place + CONTENT_AT);
        calls.change(opened + 2, 2, sizeBytes);
        calls.change(opened + 3, 0, opened).change(opened + 3, 1, place + Statx.BYTES);
        calls.change(opened + 4, 0, opened);
    }

    private int hashesBytes() {
        return (places.size() + 1) * HashBatch.MESSAGE_BYTES;
    }

    /**
     * Hashes those files that were read.
     *
     * @param first the number of the first file of this batch in the set and among the hashes
     */
    void hash(BitSet read, int first, int[] sizesBytes, byte[] hashes) {
        HashBatch batch = new HashBatch(calls, places.size());
        for (int file = 0; file < places.size(); file++) {
            batch.add(places.get(file) + CONTENT_AT, read.get(first + file) ? sizesBytes[first + file] : 0);
        }
        batch.carryOut();
        for (int file = 0; file < places.size(); file++) {
            batch.hash(file, hashes, (first + file) * HASH_BYTES);
        }
    }

    /** True when a file was read, whose bytes are then in place. */
    boolean take(int file, int sizeBytes, byte[] into, int start) {
        int call = file * CALLS_A_FILE;
        int place = places.get(file);
        if (calls.result(call + 1) != 0
                || calls.result(call + 2) != sizeBytes
                || !isPlain(calls, calls.result(call + 3), place + Statx.BYTES)) {
            return false;
        }
        if (!Statx.isRegular(calls.memory(), place) || Statx.sizeBytes(calls.memory(), place) != sizeBytes) {
            return false;
        }
        calls.memory().get(place + CONTENT_AT, into, start, sizeBytes);
        return true;
    }

    /** True when a file has no extended attribute that counts: flistxattr wrote so many bytes of names to this place, or this was its error. */
    static boolean isPlain(CallBatch calls, long length, int names) {
        if (length < 0) {
            return length == -Errno.EOPNOTSUPP.number();
        }
        int start = names;
        for (int at = names; at < names + length; at++) {
            if (calls.memory().get(at) == 0) {
                byte[] name = new byte[at - start];
                calls.memory().get(start, name);
                if (XattrPolicy.keeps(new String(name, StandardCharsets.UTF_8))) {
                    return false;
                }
                start = at + 1;
            }
        }
        return true;
    }
}
