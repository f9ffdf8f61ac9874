package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.oci.StreamHash;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.Lease;
import dev.jbuild.core.store.SideWork;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is written beside, hashed on the way and renamed to its digest. A small one whose digest the store has already is never
 * written; what is large is on its way to the disk before it is whole, so that little is left to sync in the end. Used by one thread.
 */
final class FileBlobWriter extends BlobWriter {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB
    private static final long UNSYNCED_BYTES = 16 * 1024 * 1024; // 16 MiB, after which the disk begins

    private final BuildSpace space;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final StreamHash sha256;
    private final BlobSum sum = new BlobSum();
    private final SideWork hashing;
    private @Nullable NewFile file; // made when the buffer is too small, or the blob is new
    private int buffered;
    private long hashed;
    private long begun; // to be synced
    private boolean open = true;

    /**
     * @param digests what computes the digest
     * @param beside hashes large pieces; see {@link dev.jbuild.core.store.BlobStore#create(Executor)}
     */
    FileBlobWriter(BuildSpace space, Hashing digests, Executor beside) {
        this.space = space;
        this.sha256 = digests.begin(Digest.Algorithm.SHA256);
        this.hashing = new SideWork(beside, ARRAYS_IN_USE - 1);
    }

    @Override
    public void write(int b) throws IOException {
        if (buffered == buffer.length) {
            drain();
        }
        ensureOpen();
        buffer[buffered++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ensureOpen();
        if (length >= buffer.length - buffered) {
            drain();
        }
        if (length >= buffer.length) {
            through(bytes, offset, length);
        } else {
            hashing.finish(); // this array counts as one of those that take turns
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    @Override
    public long sizeBytes() {
        return hashed + (open ? buffered : 0);
    }

    @Override
    public Digest commit() throws IOException {
        Digest digest = finish();
        move(digest);
        return digest;
    }

    @Override
    public void commit(Digest expected) throws IOException {
        Digest digest = finish();
        if (expected.algorithm() != Digest.Algorithm.SHA256) {
            digest = hashAgain(expected.algorithm());
        }
        if (!digest.equals(expected)) {
            throw new DamagedBlobException("got a blob with digest " + digest + ", want " + expected);
        }
        move(expected);
    }

    /** All is hashed then, and of a small blob all is still in the buffer. */
    private Digest finish() throws IOException {
        ensureOpen();
        if (buffered > 0) {
            hash(buffer, 0, buffered);
        }
        hashing.finish();
        if (file != null) {
            file.out().write(buffer, 0, buffered);
        }
        open = false;
        return sha256.digest();
    }

    // SHA-512 is so rare that a second reading costs less than a second hash for everything.
    private Digest hashAgain(Digest.Algorithm algorithm) throws IOException {
        MessageDigest hash = algorithm.newMessageDigest();
        if (file == null) {
            hash.update(buffer, 0, buffered);
        } else {
            try (var in = file.read()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    hash.update(buffer, 0, read);
                }
            }
        }
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    // What is there already stays, for it may be durable; but one of another size is damaged and is replaced.
    private void move(Digest digest) throws IOException {
        Path place = space.paths().blob(digest);
        Optional<BasicFileAttributes> there = space.look(Lease.Kind.BLOB, digest, place);
        if (there.isPresent() && there.get().size() == hashed) {
            space.durability().found(place);
            return;
        }
        NewFile whole = file;
        if (whole == null) {
            whole = file();
            whole.out().write(buffer, 0, buffered);
        }
        if (hashed >= BlobSum.LEAST_BYTES) {
            whole.note(sum.toBytes());
        }
        whole.moveTo(place);
        space.durability().written(place);
    }

    private void drain() throws IOException {
        if (buffered > 0) {
            through(buffer, 0, buffered);
            hashing.finish(); // the buffer is filled again at once
            buffered = 0;
        }
    }

    private void through(byte[] bytes, int offset, int length) throws IOException {
        hash(bytes, offset, length);
        NewFile to = file();
        to.out().write(bytes, offset, length);
        if (hashed - begun >= UNSYNCED_BYTES) {
            begun = hashed;
            space.durability().begin(to);
        }
    }

    private void hash(byte[] bytes, int offset, int length) throws IOException {
        hashing.begin(() -> sha256.update(bytes, offset, length));
        sum.add(bytes, offset, length);
        hashed += length;
    }

    private NewFile file() throws IOException {
        NewFile made = file;
        if (made == null) {
            made = space.newFile("blob");
            file = made;
        }
        return made;
    }

    private void ensureOpen() throws IOException {
        if (!open) {
            throw new IOException("the blob is committed or closed");
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        try {
            hashing.finish();
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }
}
