package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Digests of one context's files in one file of the store. A file that changed just before this was opened, or since, is
 * not remembered: its times might not tell a later change. Rows that nobody used for a month go when the file is written. Two
 * builds at once: the last to close wins, and the other's digests are computed again. Thread-safe.
 */
public final class DirectoryFileDigests implements FileDigests {
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
    private static final int FORGOTTEN_AFTER_DAYS = 30;
    private static final long BYTES_OF_HEAP_A_ROW = 2048; // four times what one takes until it is written

    private static final int HASHES = 1 << 16; // that are told apart

    private final BuildSpace space;
    private final Path file;
    private final long openedMillis;
    private final DigestTable table;
    private final long mostFresh =
            Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP_A_ROW; // beyond, files are hashed again
    private final Map<TreePath, byte[]> fresh = new ConcurrentHashMap<>(); // rows, as are the answers
    private final Map<Digest, byte[]> answers = new ConcurrentHashMap<>(); // by question

    private DirectoryFileDigests(BuildSpace space, Path file, long openedMillis, DigestTable table) {
        this.space = space;
        this.file = file;
        this.openedMillis = openedMillis;
        this.table = table;
    }

    /** The digests of the context of this name. */
    public static DirectoryFileDigests open(BuildSpace space, String contextName, long nowMillis) throws IOException {
        Path file = space.paths().files().resolve(Digest.ofUtf8(contextName).hex());
        return new DirectoryFileDigests(space, file, nowMillis, read(space, file));
    }

    private static DigestTable read(BuildSpace space, Path file) throws IOException {
        try (InputStream in = space.disk().open(file)) {
            return DigestTable.read(in.readAllBytes());
        } catch (NoSuchFileException e) {
            return DigestTable.EMPTY;
        } catch (DamagedFileException e) {
            return DigestTable.EMPTY; // all is hashed again, and written when this is closed
        }
    }

    @Override
    public Optional<Digest> find(TreePath path, FileStat stat) {
        byte[] row = fresh.isEmpty() ? null : fresh.get(path);
        if (row != null) {
            return DigestRow.holdsFor(row, 0, stamp(stat)) ? Optional.of(DigestRow.content(row, 0)) : Optional.empty();
        }
        if (table.isEmpty()) {
            return Optional.empty();
        }
        int known = table.rowOf(path.toBytes(), path.hashCode());
        return known >= 0 && DigestRow.holdsFor(table.bytes(), known, stamp(stat))
                ? Optional.of(DigestRow.content(table.bytes(), known))
                : Optional.empty();
    }

    @Override
    public void put(TreePath path, FileStat stat, Digest content) {
        if (fresh.size() < mostFresh
                && stat.settledNanos() < openedMillis * 1_000_000L
                && content.algorithm() == Digest.Algorithm.SHA256) {
            fresh.put(path, DigestRow.of(path.toBytes(), stamp(stat), content.hash(), today()));
        }
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public Optional<Selected> selected(Digest question, DirectoryStamp stamp) {
        byte[] name = rowName(question);
        int row = table.rowOf(name, Arrays.hashCode(name));
        if (row < 0) {
            return Optional.empty();
        }
        long count = DigestRow.sizeBytes(table.bytes(), row);
        return DigestRow.holdsFor(table.bytes(), row, stamp(stamp, count))
                ? Optional.of(new Selected(DigestRow.content(table.bytes(), row), count))
                : Optional.empty();
    }

    @Override
    public void putSelected(Digest question, DirectoryStamp stamp, Selected selected) {
        if (stamp.settledNanos() < openedMillis * 1_000_000L
                && selected.content().algorithm() == Digest.Algorithm.SHA256) {
            DigestRow.Stamp all = stamp(stamp, selected.fileCount());
            answers.put(
                    question,
                    DigestRow.of(rowName(question), all, selected.content().hash(), today()));
        }
    }

    private int today() {
        return (int) (openedMillis / DAY_MILLIS);
    }

    /** The answer to a question lies among the files, under a name that none can have. */
    private static byte[] rowName(Digest question) {
        byte[] name = new byte[1 + question.hash().length];
        System.arraycopy(question.hash(), 0, name, 1, question.hash().length);
        return name;
    }

    private static boolean isAnswer(byte[] name) {
        return name[0] == 0;
    }

    private static DigestRow.Stamp stamp(DirectoryStamp stamp, long fileCount) {
        return new DigestRow.Stamp(fileCount, stamp.sum(), stamp.settledNanos(), stamp.entries());
    }

    @Override
    public void close() throws IOException {
        if (fresh.isEmpty() && answers.isEmpty()) {
            return;
        }
        List<byte[]> rows = new ArrayList<>(fresh.values());
        rows.addAll(answers.values());
        BitSet put = new BitSet(HASHES); // hashes of their names
        for (byte[] row : table.isEmpty() ? List.<byte[]>of() : rows) {
            put.set(DigestRow.nameHash(row, 0) & HASHES - 1);
        }
        int oldest = today() - FORGOTTEN_AFTER_DAYS;
        DigestTable.Choice kept = (all, row) -> DigestRow.day(all, row) >= oldest
                && !(put.get(DigestRow.nameHash(all, row) & HASHES - 1) && isPutAnew(DigestRow.name(all, row)));
        try (NewFile written = space.newFile("files")) {
            table.write(written.out(), kept, rows, today());
            written.moveTo(file);
        }
        fresh.clear();
        answers.clear();
    }

    private boolean isPutAnew(byte[] name) {
        return isAnswer(name)
                ? answers.containsKey(Digest.ofHash(Arrays.copyOfRange(name, 1, name.length)))
                : fresh.containsKey(TreePath.of(name));
    }

    private static DigestRow.Stamp stamp(FileStat stat) {
        return new DigestRow.Stamp(stat.sizeBytes(), stat.mtimeNanos(), stat.ctimeNanos(), stat.inode());
    }
}
