package dev.jbuild.core.image;

import dev.jbuild.core.layer.ArchiveInput;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.ReadLayer;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.LayerStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An image of one layer from a tar of a root file system, compressed or not, as it is. Its time is the newest of the tar's files, so
 * that the same tar always gives the same image; a tar of no files is of 1970. Thread-safe.
 */
public final class RootFsImport {
    private final BlobStore blobs;
    private final LayerStore layers;

    public RootFsImport(BlobStore blobs, LayerStore layers) {
        this.blobs = blobs;
        this.layers = layers;
    }

    /** Reads a tar to its end, and does not close it. */
    public Image read(InputStream tar, Platform platform, ContainerConfig config, String comment) throws IOException {
        ReadLayer layer = store(tar);
        long mtimeSeconds = layer.index().newestMtimeSeconds();
        Instant newest = mtimeSeconds == Long.MIN_VALUE ? Instant.EPOCH : Instant.ofEpochSecond(mtimeSeconds);
        HistoryEntry row = new HistoryEntry(newest, "", "", comment, false);
        ImageConfig image = new ImageConfig(newest, "", platform, config, List.of(layer.diffId()), List.of(row));
        ImageManifest manifest = new ImageManifest(
                MediaType.OCI_MANIFEST,
                put(MediaType.OCI_CONFIG, OciJson.write(image)),
                List.of(new Descriptor(MediaType.OCI_LAYER, layer.diffId().digest(), layer.sizeBytes())),
                Map.of());
        return new Image(put(MediaType.OCI_MANIFEST, OciJson.write(manifest)), manifest, image);
    }

    /** Only the layer. Reads a tar to its end, and does not close it. */
    public DiffId layer(InputStream tar) throws IOException {
        return store(tar).diffId();
    }

    private ReadLayer store(InputStream tar) throws IOException {
        try (BlobWriter blob = blobs.create();
                InputStream uncompressed = new ArchiveInput(new Unclosed(tar));
                InputStream copied = new Copying(uncompressed, blob)) {
            ReadLayer layer = LayerReader.readLayer(copied, TarLimits.DEFAULT);
            blob.commit(layer.diffId().digest());
            layers.putIndex(layer.diffId(), layer.index());
            return layer;
        }
    }

    private Descriptor put(MediaType type, byte[] document) throws IOException {
        return new Descriptor(type, blobs.put(document), document.length);
    }

    /** Writes what is read. */
    private static final class Copying extends FilterInputStream {
        private static final int SKIP_BYTES = 8192;

        private final OutputStream copy;

        Copying(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                copy.write(bytes, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.min(count, SKIP_BYTES)];
            return Math.max(0, read(skipped, 0, skipped.length)); // what is skipped is copied too
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // the caller's
        }
    }
}
