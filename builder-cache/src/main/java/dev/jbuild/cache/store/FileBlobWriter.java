package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.Digest;
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

/**
 * A blob that is written beside, hashed on the way and renamed to its digest. What is large is on its way to the disk before it is
 * whole, so that little is left to sync in the end. Used by one thread.
 */
final class FileBlobWriter extends BlobWriter {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB
    private static final long UNSYNCED_BYTES = 16 * 1024 * 1024; // 16 MiB, after which the disk begins

    private final BuildSpace space;
    private final NewFile file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final MessageDigest sha256 = Digest.Algorithm.SHA256.newMessageDigest();
    private final BlobSum sum = new BlobSum();
    private final SideWork hashing;
    private int buffered;
    private long written;
    private long begun; // to be synced
    private boolean open = true;

    /** @param beside hashes large pieces; see {@link dev.jbuild.core.store.BlobStore#create(Executor)} */
    FileBlobWriter(BuildSpace space, Executor beside) throws IOException {
        this.space = space;
        this.hashing = new SideWork(beside);
        this.file = space.newFile("blob");
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
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    @Override
    public long sizeBytes() {
        return written + buffered;
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

    private Digest finish() throws IOException {
        ensureOpen();
        drain();
        open = false;
        return Digest.ofHash(sha256.digest());
    }

    // SHA-512 is so rare that a second reading costs less than a second hash for everything.
    private Digest hashAgain(Digest.Algorithm algorithm) throws IOException {
        MessageDigest hash = algorithm.newMessageDigest();
        try (var in = file.read()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    // What is there already stays, for it may be durable; but one of another size is damaged and is replaced.
    private void move(Digest digest) throws IOException {
        Path place = space.paths().blob(digest);
        Optional<BasicFileAttributes> there = space.look(Lease.Kind.BLOB, digest, place);
        if (there.isEmpty() || there.get().size() != written) {
            if (written >= BlobSum.LEAST_BYTES) {
                file.note(sum.toBytes());
            }
            file.moveTo(place);
            space.durability().written(place);
        } else {
            space.durability().found(place);
        }
    }

    private void drain() throws IOException {
        if (buffered > 0) {
            through(buffer, 0, buffered);
            buffered = 0;
        }
        hashing.finish();
    }

    private void through(byte[] bytes, int offset, int length) throws IOException {
        hashing.begin(() -> sha256.update(bytes, offset, length));
        sum.add(bytes, offset, length);
        file.out().write(bytes, offset, length);
        written += length;
        if (written - begun >= UNSYNCED_BYTES) {
            begun = written;
            space.durability().begin(file);
        }
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
            file.close();
        }
    }
}
