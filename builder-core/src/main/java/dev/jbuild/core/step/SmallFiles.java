package dev.jbuild.core.step;

import dev.jbuild.core.context.KeptContents.Content;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.step.Selection.SourceFile;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Whole contents of small files, ahead of who takes them: kept since they were hashed, or read and checked in batches. For many small
 * files, handing each to another thread would cost more than reading it. Used by one thread.
 */
final class SmallFiles implements AutoCloseable {
    static final int MOST_BYTES = 128 * 1024; // 128 KiB; larger files are read in chunks
    private static final int BATCH_FILES = 64;
    private static final int BATCH_BYTES = 512 * 1024; // 512 KiB

    private final Lookahead<@Nullable Content[]> batches;
    private List<Placed> collected = new ArrayList<>();
    private long collectedBytes;
    private @Nullable Content[] current = new @Nullable Content[0];
    private int taken;

    SmallFiles(Executor work) {
        this.batches = new Lookahead<>(work);
    }

    /** Has a file read, behind all that were added before. */
    void add(Placed file) {
        collected.add(file);
        collectedBytes += ((TreeEntry.RegularFile) file.entry()).sizeBytes();
        if (collected.size() == BATCH_FILES || collectedBytes >= BATCH_BYTES) {
            begin();
        }
    }

    private void begin() {
        List<Placed> files = collected;
        batches.begin(() -> read(files));
        collected = new ArrayList<>();
        collectedBytes = 0;
    }

    /** The content of the file that was added first and not taken. */
    Content take() throws IOException {
        if (taken == current.length) {
            if (batches.size() == 0) {
                begin();
            }
            current = batches.take();
            taken = 0;
        }
        Content content = Objects.requireNonNull(current[taken]);
        current[taken++] = null; // to be collected
        return content;
    }

    /** What was kept, then what can be read at once, and the rest one by one. */
    private static @Nullable Content[] read(List<Placed> files) throws IOException {
        @Nullable Content[] contents = new @Nullable Content[files.size()];
        List<Placed> unread = new ArrayList<>();
        for (int i = 0; i < contents.length; i++) {
            Optional<Content> kept = files.get(i).content() instanceof SourceFile file ? file.kept() : Optional.empty();
            if (kept.isPresent()) {
                contents[i] = kept.get();
            } else {
                unread.add(files.get(i));
            }
        }
        int taken = 0;
        List<Content> read = unread.isEmpty() ? List.of() : readAtOnce(unread);
        for (int i = 0; i < contents.length; i++) {
            if (contents[i] == null) {
                contents[i] = read.get(taken++);
            }
        }
        return contents;
    }

    private static List<Content> readAtOnce(List<Placed> files) throws IOException {
        MessageDigest sha256 = Digest.Algorithm.SHA256.newMessageDigest();
        ReadFiles read = readFiles(files);
        List<Content> contents = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            Placed file = files.get(i);
            boolean here = read.has(i);
            Content content = here ? new Content(read.bytes(), read.start(i), size(file)) : readAlone(file);
            byte[] hash = here ? read.hash(i, size(file), sha256) : sha256.digest(content.bytes());
            if (!Digest.ofHash(hash).equals(((TreeEntry.RegularFile) file.entry()).content())) {
                throw file.changed();
            }
            contents.add(content);
        }
        return contents;
    }

    /** Those of one tree by one call; files of several are read one by one. */
    private static ReadFiles readFiles(List<Placed> files) throws IOException {
        int[] sizesBytes = new int[files.size()];
        List<TreePath> paths = new ArrayList<>(sizesBytes.length);
        Selection.@Nullable Source source = null;
        for (int i = 0; i < sizesBytes.length; i++) {
            if (!(files.get(i).content() instanceof SourceFile file) || source != null && source != file.of()) {
                return ReadFiles.NONE;
            }
            source = file.of();
            sizesBytes[i] = size(files.get(i));
            paths.add(file.path());
        }
        return source == null ? ReadFiles.NONE : source.tree().read(paths, sizesBytes);
    }

    private static Content readAlone(Placed file) throws IOException {
        byte[] bytes = new byte[size(file)];
        if (bytes.length > 0) {
            try (InputStream in = file.content().open()) {
                if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                    throw file.changed();
                }
            }
        }
        return new Content(bytes, 0, bytes.length);
    }

    private static int size(Placed file) {
        return (int) ((TreeEntry.RegularFile) file.entry()).sizeBytes();
    }

    @Override
    public void close() {
        batches.close();
    }
}
