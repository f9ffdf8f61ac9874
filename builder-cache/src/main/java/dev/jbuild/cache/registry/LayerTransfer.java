package dev.jbuild.cache.registry;

import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.store.StoreLocks;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fetches one layer: one pass over its bytes writes the blob, verifies digest and diffID and makes the index. Of all processes and
 * threads that want the same blob one fetches it. Nothing is visible before the digest is right.
 *
 * @param cancelled ends the transfer at its next piece
 */
record LayerTransfer(
        RegistryClient client,
        BuildStore store,
        TransferListener listener,
        AtomicBoolean cancelled,
        ImageReference reference,
        Descriptor blob,
        DiffId diffId) {
    /** What the layer store remembers of where the blob came from. */
    static final String RECIPE = "pulled";

    /** Begins when the lock is free; without a lock when there is nothing to fetch. */
    CompletableFuture<Void> start(Executor waits) {
        try {
            if (store.blobs().contains(blob.digest())) {
                return CompletableFuture.completedFuture(null); // indexed by whoever asked, if it is not yet
            }
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return store.locks()
                .acquire(StoreLocks.Level.BLOB, blob.digest(), StoreLocks.Mode.EXCLUSIVE, holder -> {})
                .thenAcceptAsync(this::fetchHeld, waits)
                .toCompletableFuture();
    }

    private void fetchHeld(StoreLocks.Hold hold) {
        try (hold) {
            if (!store.blobs().contains(blob.digest())) {
                fetch();
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void fetch() throws IOException {
        Optional<ReadLayer> read;
        boolean known = store.layers().hasIndex(diffId);
        try (BlobWriter writer = store.blobs().createHashed(known ? Hashing.PLAIN : store.hashing());
                Tee in = new Tee(client.blob(reference, blob), writer)) {
            read = known ? Optional.empty() : Optional.of(index(in));
            in.drain();
            writer.commit(blob.digest());
        }
        if (read.isPresent()) {
            store.layers().putIndex(diffId, read.get().index());
        }
        CompressedLayer layer = new CompressedLayer(blob, RECIPE); // of a plain tar, too: outputs keep what was pulled
        if (known && !blob.digest().equals(diffId.digest())) {
            store.layers().putClaimedBlob(diffId, layer);
        } else {
            store.layers().putBlob(diffId, layer.wasRead());
        }
    }

    /** What cannot be read although all of it came is the registry's fault, whatever the decompressor says of it. */
    private ReadLayer index(Tee in) throws IOException {
        try {
            return LayerReader.readLayer(in, diffId, TarLimits.DEFAULT, store.hashing());
        } catch (IOException e) {
            if (in.broken) {
                throw e;
            }
            throw new InvalidArchiveException("layer " + blob.digest().shortHex() + ": " + e.getMessage(), e);
        }
    }

    /** Hands everything that is read, or skipped, to the writer too. */
    private final class Tee extends FilterInputStream {
        private final BlobWriter writer;
        boolean broken; // the transfer itself failed

        Tee(InputStream in, BlobWriter writer) {
            super(in);
            this.writer = writer;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (cancelled.get()) {
                broken = true;
                throw new IOException("another transfer of the image failed");
            }
            int read;
            try {
                read = in.read(buffer, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
            if (read > 0) {
                writer.write(buffer, offset, read);
                listener.transferred(blob, writer.sizeBytes());
            }
            return read;
        }

        /** Reads what the decompressor left. */
        void drain() throws IOException {
            byte[] buffer = new byte[64 * 1024]; // 64 KiB
            int read = 0;
            while (read >= 0) {
                read = read(buffer, 0, buffer.length);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] buffer = new byte[(int) Math.min(Math.max(count, 1), 64 * 1024)];
            return Math.max(0, read(buffer, 0, buffer.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
