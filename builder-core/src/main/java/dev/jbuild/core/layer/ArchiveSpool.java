package dev.jbuild.core.layer;

import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Archives that are no layers, such as a context on standard input or a source of ADD: told by their first bytes, and kept as one
 * uncompressed, indexed tar in the blob store, from which files are read by position. Nothing is unpacked.
 */
public final class ArchiveSpool {
    /** The number of first bytes that {@link #isArchive(byte[])} wants to see. */
    public static final int HEAD_BYTES = TarFormat.BLOCK_BYTES;

    private ArchiveSpool() {}

    /** True for the first bytes of anything compressed, whatever is in it, and of a tar. */
    public static boolean isArchive(byte[] head) {
        return Decompression.detect(head) != Decompression.NONE || isTar(head);
    }

    /** True when a stream is a tar, compressed or not. Reads no more than the beginning; does not close. */
    public static boolean isTar(InputStream in) throws IOException {
        try (InputStream tar = Decompression.open(new UnclosedInputStream(in))) {
            return isTar(tar.readNBytes(TarFormat.BLOCK_BYTES));
        } catch (IOException e) {
            return false; // what only looks compressed; what cannot be read at all fails when it is copied
        }
    }

    private static boolean isTar(byte[] head) {
        if (head.length < TarFormat.BLOCK_BYTES || HeaderBlock.isZero(head)) {
            return false;
        }
        try {
            HeaderBlock.of(
                    head.length == TarFormat.BLOCK_BYTES ? head : java.util.Arrays.copyOf(head, TarFormat.BLOCK_BYTES));
            return true;
        } catch (InvalidArchiveException e) {
            return false;
        }
    }

    /**
     * Reads an archive to its end in one pass and stores its tar. What is wrong with it is an {@link InvalidArchiveException}, and
     * nothing is stored. Does not close.
     */
    public static ReadLayer spool(InputStream archive, BlobStore blobs, TarLimits limits) throws IOException {
        try (InputStream tar = opened(archive);
                BlobWriter blob = blobs.create()) {
            ReadLayer read = LayerReader.readArchive(new Copying(tar, blob), limits);
            blob.commit(read.diffId().digest());
            return read;
        }
    }

    /** What stands before the first byte of a compressed stream may be broken, too. */
    private static InputStream opened(InputStream archive) throws InvalidArchiveException {
        try {
            return Decompression.open(new UnclosedInputStream(archive));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static InvalidArchiveException broken(IOException e) {
        String why = e.getMessage() == null ? "it ends early" : e.getMessage();
        return new InvalidArchiveException("its compression is broken: " + why, e);
    }

    /** Writes what is read. */
    private static final class Copying extends FilterInputStream {
        private final OutputStream copy;

        Copying(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(bytes, offset, length);
            } catch (IOException e) {
                throw broken(e);
            }
            if (count > 0) {
                copy.write(bytes, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, TarFormat.BLOCK_BYTES)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
