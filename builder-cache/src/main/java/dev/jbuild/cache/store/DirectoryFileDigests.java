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

    private final BuildSpace space;
    private final Path file;
    private final long openedMillis;
    private final DigestTable table;
    private final long mostFresh =
            Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP_A_ROW; // beyond, files are hashed again
    private final Map<TreePath, Entry> fresh = new ConcurrentHashMap<>();
    private final Map<Digest, Entry> answers = new ConcurrentHashMap<>(); // by question

    private record Entry(DigestTable.Stamp stamp, Digest content) {}

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
        Entry entry = fresh.get(path);
        if (entry != null) {
            return entry.stamp.equals(stamp(stat)) ? Optional.of(entry.content) : Optional.empty();
        }
        return table.find(path.toBytes(), stamp(stat));
    }

    @Override
    public void put(TreePath path, FileStat stat, Digest content) {
        if (fresh.size() < mostFresh
                && stat.settledNanos() < openedMillis * 1_000_000L
                && content.algorithm() == Digest.Algorithm.SHA256) {
            fresh.put(path, new Entry(stamp(stat), content));
        }
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public Optional<Selected> selected(Digest question, DirectoryStamp stamp) {
        return table.row(rowName(question))
                .filter(row -> row.stamp().equals(stamp(stamp, row.stamp().sizeBytes())))
                .map(row ->
                        new Selected(Digest.ofHash(row.sha256()), row.stamp().sizeBytes()));
    }

    @Override
    public void putSelected(Digest question, DirectoryStamp stamp, Selected selected) {
        if (stamp.settledNanos() < openedMillis * 1_000_000L
                && selected.content().algorithm() == Digest.Algorithm.SHA256) {
            answers.put(question, new Entry(stamp(stamp, selected.fileCount()), selected.content()));
        }
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

    private static DigestTable.Stamp stamp(DirectoryStamp stamp, long fileCount) {
        return new DigestTable.Stamp(fileCount, stamp.sum(), stamp.settledNanos(), stamp.entries());
    }

    @Override
    public void close() throws IOException {
        if (fresh.isEmpty() && answers.isEmpty()) {
            return;
        }
        int today = (int) (openedMillis / DAY_MILLIS);
        List<DigestTable.Row> rows = new ArrayList<>();
        table.rows(rows, today);
        rows.removeIf(row -> row.day() < today - FORGOTTEN_AFTER_DAYS || isPutAnew(row.path()));
        fresh.forEach((path, entry) ->
                rows.add(new DigestTable.Row(path.toBytes(), entry.stamp, entry.content.hash(), today)));
        answers.forEach((question, entry) ->
                rows.add(new DigestTable.Row(rowName(question), entry.stamp, entry.content.hash(), today)));
        try (NewFile written = space.newFile("files")) {
            DigestTable.write(written.out(), rows);
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

    private static DigestTable.Stamp stamp(FileStat stat) {
        return new DigestTable.Stamp(stat.sizeBytes(), stat.mtimeNanos(), stat.ctimeNanos(), stat.inode());
    }
}
