package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.VerifyingInputStream;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry.RegularFile;
import dev.jbuild.core.tree.TreePath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The bytes of the files of a tree, read out of the stored tars of its layers by position. A layer that is stored only compressed
 * is inflated once to a stored tar. What is read is verified by the file's own digest; a tar that is found damaged is removed.
 * Thread-safe.
 */
public final class LayerContents {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Executor beside;
    private final Map<DiffId, CompletableFuture<Void>> inflating = new ConcurrentHashMap<>();

    /** Everything is done by who reads. */
    public LayerContents(BlobStore blobs, LayerStore layers) {
        this(blobs, layers, Runnable::run);
    }

    /** @param beside hashes what is inflated beside who reads it */
    public LayerContents(BlobStore blobs, LayerStore layers, Executor beside) {
        this.blobs = blobs;
        this.layers = layers;
        this.beside = beside;
    }

    /**
     * The bytes of a regular file of a tree, links not followed. What is no regular file is a NoSuchFileException, a layer whose
     * bytes are nowhere in the store too. The caller closes.
     */
    public InputStream open(Tree tree, TreePath path) throws IOException {
        RegularFile file = tree.get(path)
                .filter(RegularFile.class::isInstance)
                .map(RegularFile.class::cast)
                .orElseThrow(() -> new NoSuchFileException("/" + path));
        Tree.Origin origin = tree.origin(path).orElseThrow();
        return open(origin.layer(), origin.offset(), file);
    }

    /** {@link #open(Tree, TreePath)}, later. */
    public FileBytes bytes(Tree tree, TreePath path) {
        return () -> open(tree, path);
    }

    /** The bytes of a file whose place in the tar of a layer is known. The caller closes. */
    public InputStream open(DiffId layer, long offset, RegularFile file) throws IOException {
        if (file.sizeBytes() == 0) {
            return InputStream.nullInputStream();
        }
        SeekableByteChannel tar = openTar(layer);
        try {
            InputStream bytes = offset >= 0 ? new ChannelRange(tar, offset, file.sizeBytes()) : sparse(tar, offset);
            return new VerifyingInputStream(bytes, file.content(), () -> blobs.delete(layer.digest()));
        } catch (IOException | RuntimeException e) {
            tar.close();
            throw e;
        }
    }

    private static InputStream sparse(SeekableByteChannel tar, long offset) throws IOException {
        if (offset == Present.NO_OFFSET) {
            throw new IllegalArgumentException("a file whose place in its layer is not known");
        }
        long start = Present.sparseOffset(offset);
        InputStream rest = new ChannelRange(tar, start, tar.size() - start);
        TarReader reader = new TarReader(rest, TarReader.Names.PLAIN, TarLimits.DEFAULT);
        if (reader.next().isEmpty()) {
            throw new InvalidArchiveException("a layer without the sparse file that its index names");
        }
        return new FilterInputStream(reader.content()) {
            @Override
            public void close() throws IOException {
                tar.close();
            }
        };
    }

    /** The uncompressed tar of a layer, by position; not verified as a whole. The caller closes. */
    public SeekableByteChannel openTar(DiffId layer) throws IOException {
        store(layer);
        return blobs.openChannel(layer.digest());
    }

    /** The uncompressed tar of a layer from its first byte on, without storing it. The caller closes. */
    public InputStream streamTar(DiffId layer) throws IOException {
        if (blobs.contains(layer.digest())) {
            return blobs.open(layer.digest());
        }
        Optional<LayerStore.CompressedLayer> found = Optional.empty();
        for (LayerStore.CompressedLayer blob : layers.blobs(layer)) {
            if ((found.isEmpty() || blob.isRead())
                    && blobs.contains(blob.descriptor().digest())) {
                found = Optional.of(blob);
            }
        }
        return new InflatedTar(
                blobs, found.orElseThrow(() -> new NoSuchFileException("layer " + layer)), layer, beside);
    }

    /** Makes sure that the uncompressed tar of a layer is in the blob store. Concurrent callers wait for one of them. */
    public void store(DiffId layer) throws IOException {
        if (blobs.contains(layer.digest())) {
            return;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> running = inflating.putIfAbsent(layer, mine);
        if (running != null) {
            await(running);
            return;
        }
        try {
            inflate(layer);
            mine.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            inflating.remove(layer, mine);
        }
    }

    private void inflate(DiffId layer) throws IOException {
        try (InputStream tar = streamTar(layer);
                BlobWriter blob = blobs.create()) {
            tar.transferTo(blob);
            blob.commit(layer.digest());
        } catch (DamagedBlobException e) {
            throw new DamagedBlobException("layer " + layer + " is damaged in the store: " + e.getMessage());
        }
    }

    private static void await(CompletableFuture<Void> running) throws IOException {
        try {
            running.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }
}
