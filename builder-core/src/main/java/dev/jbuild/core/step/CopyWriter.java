package dev.jbuild.core.step;

import dev.jbuild.core.context.KeptContents;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of a COPY as one layer. Files are read and checked ahead on other threads, while this one hashes and writes the
 * tar in order; what is held is bounded in bytes and files. Used by one thread, once.
 */
final class CopyWriter {
    private static final long AHEAD_BYTES = 4 * 1024 * 1024; // 4 MiB
    private static final int AHEAD_FILES = 512;
    private static final int WIDTH = 2; // one writes what another gathers

    private final List<LayerPart> parts;
    private final Tree base;
    private final Executor work;
    private final Cancellation cancellation;
    private final Map<Inode, Names> names = new HashMap<>(); // of files with more than one name
    private final Deque<Begun> ahead = new ArrayDeque<>();
    private final SmallFiles small;
    private long aheadBytes;
    private int linkGroups;
    private long files;
    private long sizeBytes;

    CopyWriter(List<LayerPart> parts, Tree base, Executor work, Cancellation cancellation) {
        this.parts = parts;
        this.base = base;
        this.work = work;
        this.small = new SmallFiles(work);
        this.cancellation = cancellation;
    }

    private record Inode(int part, int linkGroup) {}

    /** How many names of an inode are in the layer, and what its first one says. */
    private static final class Names {
        private int count;
        private int group; // in the layer, 0 until the first name
        private TreeEntry.@Nullable RegularFile first;
    }

    /**
     * A file that is next in the layer.
     *
     * @param bytes how its content comes
     * @param large the content when it comes in chunks
     * @param offset of the content in the earlier layer, when it comes from there
     */
    private record Begun(Placed file, Bytes bytes, @Nullable FileReadAhead large, long offset) {

        Begun(Placed file, Bytes bytes) {
            this(file, bytes, null, 0);
        }

        long heldBytes() {
            return switch (bytes) {
                case NONE, EARLIER -> 0;
                case SMALL -> ((TreeEntry.RegularFile) file.entry()).sizeBytes();
                case LARGE -> FileReadAhead.CHUNK_BYTES;
            };
        }
    }

    /** How the content of a file comes. */
    private enum Bytes {
        NONE,
        EARLIER,
        SMALL,
        LARGE
    }

    /**
     * Writes the layer.
     *
     * @param earlier may have contents; when it is found damaged, that is a {@link dev.jbuild.core.store.DamagedBlobException}
     */
    WrittenLayer write(BlobStore blobs, long timeSeconds, EarlierLayer earlier) throws IOException {
        if (parts.stream().anyMatch(LayerPart::mayHaveLinks)) {
            countNames();
        }
        Iterator<Placed> merged = new MergedParts(parts, base);
        try (LayerWriter layer = LayerWriter.create(blobs, Ancestors.in(base, timeSeconds), new Workers(work, WIDTH))) {
            fill(merged, earlier);
            while (!ahead.isEmpty()) {
                cancellation.check();
                Begun next = ahead.removeFirst();
                put(layer, next, earlier);
                fill(merged, earlier);
            }
            earlier.finish();
            return layer.commit();
        } finally {
            small.close();
            for (Begun left : ahead) {
                if (left.large != null) {
                    left.large.close();
                }
            }
        }
    }

    /** Regular files and links to them, after {@link #write}. */
    long files() {
        return files;
    }

    /** Bytes of the regular files, after {@link #write}. */
    long sizeBytes() {
        return sizeBytes;
    }

    private void countNames() {
        Iterator<Placed> merged = new MergedParts(parts, base);
        while (merged.hasNext()) {
            Placed file = merged.next();
            if (file.linkGroup() != 0) {
                names.computeIfAbsent(inode(file), key -> new Names()).count++;
            }
        }
        names.values().removeIf(inode -> inode.count < 2);
    }

    private static Inode inode(Placed file) {
        return new Inode(file.order(), file.linkGroup());
    }

    private void fill(Iterator<Placed> merged, EarlierLayer earlier) {
        while (merged.hasNext() && ahead.size() < AHEAD_FILES && aheadBytes < AHEAD_BYTES) {
            Placed file = merged.next();
            Begun begun = begin(file, earlier);
            aheadBytes += begun.heldBytes();
            ahead.addLast(begun);
        }
    }

    private Begun begin(Placed file, EarlierLayer earlier) {
        if (!hasOwnBytes(file)) {
            return new Begun(file, Bytes.NONE);
        }
        if (((TreeEntry.RegularFile) file.entry()).sizeBytes() > SmallFiles.MOST_BYTES) {
            return new Begun(file, Bytes.LARGE, new FileReadAhead(file, work), 0);
        }
        OptionalLong offset = earlier.find(file);
        if (offset.isPresent()) {
            return new Begun(file, Bytes.EARLIER, null, offset.getAsLong());
        }
        small.add(file);
        return new Begun(file, Bytes.SMALL);
    }

    /** True for a regular file that is not just another name. */
    private boolean hasOwnBytes(Placed file) {
        if (!(file.entry() instanceof TreeEntry.RegularFile regular)) {
            return false;
        }
        Names inode = file.linkGroup() == 0 ? null : names.get(inode(file));
        if (inode == null) {
            return true;
        }
        if (inode.first == null) {
            inode.first = regular;
            inode.group = ++linkGroups;
            return true;
        }
        return !inode.first.equals(regular); // it changed between the two looks at it: then it is a file of its own
    }

    private InputStream content(Begun next, EarlierLayer earlier) throws IOException {
        if (next.bytes == Bytes.EARLIER) {
            return earlier.content(next.offset, ((TreeEntry.RegularFile) next.file.entry()).sizeBytes());
        }
        if (next.large != null) {
            return next.large;
        }
        KeptContents.Content content = small.take();
        return new ByteArrayInputStream(content.bytes(), content.start(), content.length());
    }

    private void put(LayerWriter layer, Begun next, EarlierLayer earlier) throws IOException {
        Placed file = next.file;
        if (!(file.entry() instanceof TreeEntry.RegularFile regular)) {
            layer.add(file.path(), file.entry());
            return;
        }
        files++;
        Names inode = file.linkGroup() == 0 ? null : names.get(inode(file));
        if (next.bytes == Bytes.NONE) {
            layer.addLink(file.path(), inode == null ? 0 : inode.group);
            return;
        }
        int group = inode == null || !regular.equals(inode.first) || layer.hasLinkGroup(inode.group) ? 0 : inode.group;
        aheadBytes -= next.heldBytes();
        sizeBytes += regular.sizeBytes();
        InputStream content = content(next, earlier);
        layer.addFile(
                new Present(file.path(), regular, LayerEntry.Origin.NAMED, Present.NO_OFFSET, group), () -> content);
    }
}
