package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_EMPTY_PATH;

import dev.jbuild.core.file.FileHash;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.calls.HashBatch;
import dev.jbuild.exec.program.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hashes large files at once, a piece of each at a time. One that is not as it is said to be, changes its size, or has extended
 * attributes that count is not hashed. Used by one thread, once.
 */
final class LargeHashes {
    /** How many files one batch takes. */
    static final int MOST_FILES = 8;

    private static final int FEWEST_FILES = 3; // so many at once take less time than one after the other in Java
    private static final int PIECE_BYTES = 128 * 1024; // 128 KiB of each; a multiple of 64
    private static final int NAMES_BYTES = 64; // of extended attributes
    private static final int HASH_BYTES = 32;

    private final CallBatch calls;
    private final HashBatch hashes;
    private final int noPath;
    private final List<Lane> lanes = new ArrayList<>();

    private LargeHashes(CallBatch calls) {
        this.calls = calls;
        this.hashes = new HashBatch(calls, MOST_FILES);
        this.noPath = calls.text(new byte[0]);
    }

    /** A file that is being hashed. */
    private static final class Lane {
        private final long sizeBytes;
        private final int piece; // where its bytes are read to; so are the others
        private final int stat;
        private final int names;
        private final int message;
        private long descriptor = -1;
        private long readBytes;
        private boolean well;

        Lane(CallBatch calls, HashBatch hashes, long sizeBytes) {
            this.sizeBytes = sizeBytes;
            this.piece = calls.reserve(PIECE_BYTES);
            this.stat = calls.reserve(Statx.BYTES);
            this.names = calls.reserve(NAMES_BYTES);
            this.message = hashes.add(piece, 0);
        }

        boolean isToBeRead() {
            return well && readBytes < sizeBytes;
        }

        int nextBytes() {
            return (int) Math.min(PIECE_BYTES, sizeBytes - readBytes);
        }
    }

    /**
     * Which of the files are worth it: the longest of them alone must not keep the others' places empty for most of the time.
     *
     * @return their numbers; none when they are too few
     */
    static List<Integer> worthIt(long[] sizesBytes) {
        List<Integer> files = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < sizesBytes.length; i++) {
            files.add(i);
            total += sizesBytes[i];
        }
        files.sort((one, other) -> Long.compare(sizesBytes[one], sizesBytes[other]));
        while (!files.isEmpty() && sizesBytes[files.get(files.size() - 1)] > total / FEWEST_FILES) {
            total -= sizesBytes[files.remove(files.size() - 1)];
        }
        return files;
    }

    /** What was found of each file. @param files at most {@link #MOST_FILES} */
    static List<Optional<FileHash>> of(CallBatch calls, int root, List<TreePath> files, long[] sizesBytes) {
        LargeHashes hashing = new LargeHashes(calls);
        try {
            hashing.open(root, files, sizesBytes);
            while (hashing.read()) {
                hashing.hashes.carryOut();
            }
            return hashing.found();
        } finally {
            hashing.close();
        }
    }

    private void open(int root, List<TreePath> files, long[] sizesBytes) {
        int how = BatchReader.how(calls, BatchReader.READING);
        int[] opened = new int[sizesBytes.length];
        for (int i = 0; i < opened.length; i++) {
            Lane lane = new Lane(calls, hashes, sizesBytes[i]);
            lanes.add(lane);
            opened[i] = BatchReader.openAt(calls, root, calls.text(files.get(i).toBytes()), how);
            askStat(lane);
            calls.resultOf(0, opened[i]);
        }
        calls.carryOut();
        for (int i = 0; i < opened.length; i++) {
            Lane lane = lanes.get(i);
            lane.descriptor = calls.result(opened[i]);
            lane.well = calls.result(opened[i] + 1) == 0 && isAsSaid(lane);
        }
    }

    private void askStat(Lane lane) {
        calls.add(Syscall.STATX);
        calls.address(1, noPath)
                .value(2, AT_EMPTY_PATH.x86())
                .value(3, Statx.BASIC)
                .address(4, lane.stat);
    }

    private boolean isAsSaid(Lane lane) {
        FileStat stat = stat(lane);
        return stat.kind() == FileKind.REGULAR && stat.sizeBytes() == lane.sizeBytes;
    }

    private FileStat stat(Lane lane) {
        return Statx.read(calls.memory(), lane.stat);
    }

    /** Reads the next piece of each file; false when there is none. */
    private boolean read() {
        calls.clearCalls();
        List<Lane> asked = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane.isToBeRead()) {
                calls.add(Syscall.READ);
                calls.value(0, lane.descriptor).address(1, lane.piece).value(2, lane.nextBytes());
                asked.add(lane);
            } else {
                hashes.rest(lane.message);
            }
        }
        calls.carryOut();
        for (int i = 0; i < asked.size(); i++) {
            Lane lane = asked.get(i);
            int length = lane.nextBytes();
            lane.well = calls.result(i) == length; // else it has become shorter
            lane.readBytes += length;
            if (lane.well) {
                hashes.goOn(lane.message, length, lane.readBytes == lane.sizeBytes);
            } else {
                hashes.rest(lane.message);
            }
        }
        return !asked.isEmpty();
    }

    private List<Optional<FileHash>> found() {
        calls.clearCalls();
        for (Lane lane : lanes) {
            askStat(lane);
            calls.value(0, lane.descriptor);
            calls.add(Syscall.FLISTXATTR);
            calls.value(0, lane.descriptor).address(1, lane.names).value(2, NAMES_BYTES);
        }
        calls.carryOut();
        List<Optional<FileHash>> found = new ArrayList<>(lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            boolean well = lane.well
                    && calls.result(2 * i) == 0
                    && isAsSaid(lane)
                    && FileReads.isPlain(calls, calls.result(2 * i + 1), lane.names);
            found.add(well ? Optional.of(hash(lane)) : Optional.empty());
        }
        return found;
    }

    private FileHash hash(Lane lane) {
        byte[] sha256 = new byte[HASH_BYTES];
        hashes.hash(lane.message, sha256, 0);
        return new FileHash(sha256, stat(lane));
    }

    private void close() {
        calls.clearCalls();
        for (Lane lane : lanes) {
            if (lane.descriptor >= 0) {
                calls.add(Syscall.CLOSE);
                calls.value(0, lane.descriptor);
            }
        }
        calls.carryOut();
    }
}
