package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

/**
 * The tar of a layer out of a compressed blob. A blob that was read as this layer before is verified as blobs are. Of another one the tar
 * is hashed beside its reader, and at its end a {@link DamagedBlobException} is thrown when it is not the one of the diffID; the blob itself
 * is looked at only when something is wrong, to tell whether it is damaged; then it is removed. Used by one thread.
 */
final class InflatedTar extends InputStream {
    private static final int PIECE_BYTES = 256 * 1024; // 256 KiB, of which two are in use

    private final BlobStore blobs;
    private final Digest blob;
    private final DiffId layer;
    private final InputStream compressed;
    private final InputStream tar;
    private final Check check;
    private final MessageDigest sha;
    private final SideHash hash;
    private byte[] piece = new byte[PIECE_BYTES];
    private byte[] other = new byte[PIECE_BYTES];
    private int next;
    private int end;
    private boolean ended;

    private enum Check {
        BLOB,
        TAR
    }

    InflatedTar(BlobStore blobs, CompressedLayer from, DiffId layer, Executor beside) throws IOException {
        this.blobs = blobs;
        this.blob = from.descriptor().digest();
        this.layer = layer;
        this.check = from.isRead() ? Check.BLOB : Check.TAR;
        this.sha = layer.digest().algorithm().newMessageDigest();
        this.hash = new SideHash(sha, beside);
        this.compressed = check == Check.BLOB ? blobs.open(blob) : Channels.newInputStream(blobs.openChannel(blob));
        try {
            this.tar = Decompression.open(compressed);
        } catch (IOException e) {
            compressed.close();
            throw damaged(e);
        }
    }

    @Override
    public int read() throws IOException {
        return next < end || fill() ? piece[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(piece, next, bytes, offset, count);
        next += count;
        return count;
    }

    /** The next piece; its hash is begun when that of the one before is done, which is the one that is filled next. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        int count;
        try {
            count = tar.readNBytes(other, 0, other.length);
        } catch (IOException e) {
            throw damaged(e);
        }
        if (count == 0) {
            check();
            return false;
        }
        if (check == Check.TAR) {
            hash.update(other, count);
        }
        byte[] done = piece;
        piece = other;
        other = done;
        next = 0;
        end = count;
        return true;
    }

    private void check() throws IOException {
        hash.finish();
        ended = true;
        if (check == Check.BLOB) {
            compressed.transferTo(OutputStream.nullOutputStream()); // its end tells
            return;
        }
        Digest got = Digest.ofHash(layer.digest().algorithm(), sha.digest());
        if (!got.equals(layer.digest())) {
            throw damaged(new DamagedBlobException("layer " + layer + " is damaged: its tar is " + got));
        }
    }

    /** What to throw when something is wrong: that the blob is damaged, if it is. */
    private IOException damaged(IOException otherwise) {
        try (InputStream whole = blobs.open(blob)) {
            whole.transferTo(OutputStream.nullOutputStream());
            return otherwise;
        } catch (IOException e) {
            e.addSuppressed(otherwise);
            return e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            hash.finish();
        } finally {
            tar.close();
        }
    }
}
