package dev.jbuild.core.step;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The layer that an equal COPY made before, as a source of contents that are still wanted: one file that is read from front to back,
 * instead of thousands that are opened. A content is found by its path and digest; the tar that it is taken from is checked as a whole, by
 * {@link #finish}. Files are asked for in path order. Used by one thread.
 */
final class EarlierLayer implements Closeable {
    /** What a layer must have to be worth it. */
    static final int LEAST_FILES = 1000;

    private static final int BYTES_OF_HEAP_A_FILE = 1024; // many times what one takes of the index
    private static final long MOST_BYTES_AN_ENTRY =
            32 * 1024; // 32 KiB on the average; one of larger files is not read for a few
    private static final int BUFFER_BYTES = 2 * SmallFiles.MOST_BYTES;

    private final Iterator<LayerEntry> entries;
    private final Tar tar;
    private @Nullable Present next;
    private long foundBytes; // the end of what was found last

    private EarlierLayer(Iterator<LayerEntry> entries, Tar tar) {
        this.entries = entries;
        this.tar = tar;
        this.next = advance();
    }

    /** How many files a layer may have: beyond, its index takes memory that there may not be. */
    static long mostFiles() {
        return Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP_A_FILE;
    }

    /** One that has nothing. */
    static EarlierLayer none() {
        return new EarlierLayer(Collections.emptyIterator(), new Tar(InputStream::nullInputStream));
    }

    /** A layer, if it is still in the store and its tar is worth reading. The caller closes. */
    static EarlierLayer of(Optional<DiffId> layer, BlobStore blobs, LayerStore layers) throws IOException {
        if (layer.isEmpty()) {
            return none();
        }
        OptionalLong sizeBytes = blobs.sizeBytes(layer.get().digest());
        Optional<LayerIndex> index = sizeBytes.isEmpty() ? Optional.empty() : layers.index(layer.get());
        if (index.isEmpty()
                || sizeBytes.getAsLong()
                        > MOST_BYTES_AN_ENTRY * index.get().entries().size()) {
            return none();
        }
        return new EarlierLayer(
                index.get().entriesFrom(0), new Tar(() -> blobs.open(layer.get().digest())));
    }

    /** Where in the tar the content of a small file is, if the layer has it under the same path. */
    OptionalLong find(Placed file) {
        TreeEntry.RegularFile wanted = (TreeEntry.RegularFile) file.entry();
        int order = -1;
        while (next != null && (order = next.path().compareTo(file.path())) < 0) {
            next = advance();
        }
        if (next == null || order != 0 || !(next.entry() instanceof TreeEntry.RegularFile there)) {
            return OptionalLong.empty();
        }
        boolean same =
                there.sizeBytes() == wanted.sizeBytes() && there.content().equals(wanted.content());
        if (!same || next.offset() < foundBytes) { // a second name lies where the first does
            return OptionalLong.empty();
        }
        foundBytes = next.offset() + wanted.sizeBytes();
        return OptionalLong.of(next.offset());
    }

    private @Nullable Present advance() {
        while (entries.hasNext()) {
            if (entries.next() instanceof Present present) {
                return present;
            }
        }
        return null;
    }

    /** The content of a file that was found at an offset, valid until the next call; in the order in which they were found. */
    InputStream content(long offset, long sizeBytes) throws IOException {
        return tar.content(offset, (int) sizeBytes);
    }

    /** Reads what is left: bytes of a tar that is damaged are a {@link DamagedBlobException}, and it is removed. */
    void finish() throws IOException {
        tar.finish();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Opens the tar, whose end is verified. */
    @FunctionalInterface
    private interface Opening {
        InputStream open() throws IOException;
    }

    /** The tar from front to back, opened when something of it is wanted. */
    private static final class Tar implements Closeable {
        private final Opening opening;
        private @Nullable InputStream in;
        private byte[] buffer = {};
        private long start; // where the buffer begins
        private int length;

        Tar(Opening opening) {
            this.opening = opening;
        }

        InputStream content(long offset, int sizeBytes) throws IOException {
            InputStream from = opened();
            while (start + length < offset + sizeBytes) {
                int behind = (int) Math.min(length, offset - start);
                System.arraycopy(buffer, behind, buffer, 0, length - behind);
                start += behind;
                length -= behind;
                int count = from.read(buffer, length, buffer.length - length);
                if (count < 0) {
                    throw new DamagedBlobException("a layer that is shorter than its index says");
                }
                length += count;
            }
            return new ByteArrayInputStream(buffer, (int) (offset - start), sizeBytes);
        }

        private InputStream opened() throws IOException {
            InputStream opened = in;
            if (opened == null) {
                opened = opening.open();
                in = opened;
                buffer = new byte[BUFFER_BYTES];
            }
            return opened;
        }

        void finish() throws IOException {
            InputStream from = in;
            while (from != null && from.read(buffer, 0, buffer.length) >= 0) {
                length = 0; // nobody wants it, but it counts
            }
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }
}
