package dev.jbuild.cache.store;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.Lease;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** Blobs as files named by their digests. Thread-safe, and safe among processes. */
public final class DirectoryBlobStore implements BlobStore {
    private final BuildSpace space;

    public DirectoryBlobStore(BuildSpace space) {
        this.space = space;
    }

    @Override
    public OptionalLong sizeBytes(Digest digest) throws IOException {
        Optional<BasicFileAttributes> found = look(digest);
        return found.isPresent() ? OptionalLong.of(found.get().size()) : OptionalLong.empty();
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        long sizeBytes = require(digest).size();
        InputStream bytes = space.open(path(digest));
        Optional<byte[]> sum = sizeBytes >= BlobSum.LEAST_BYTES ? space.disk().note(path(digest)) : Optional.empty();
        return sum.isPresent()
                ? BlobSum.checking(bytes, sum.get(), () -> damaged(digest))
                : new VerifyingInputStream(bytes, digest, () -> delete(digest));
    }

    private void damaged(Digest digest) throws IOException {
        delete(digest);
        throw new DamagedBlobException("blob " + digest + " is damaged: its bytes are not those that were written");
    }

    @Override
    public SeekableByteChannel openChannel(Digest digest) throws IOException {
        require(digest);
        return space.openChannel(path(digest));
    }

    @Override
    public Optional<Path> file(Digest digest) throws IOException {
        return look(digest).map(attributes -> path(digest));
    }

    @Override
    public BlobWriter create() throws IOException {
        return new FileBlobWriter(space, Hashing.PLAIN, Runnable::run);
    }

    @Override
    public BlobWriter create(Executor beside) throws IOException {
        return new FileBlobWriter(space, Hashing.PLAIN, beside);
    }

    @Override
    public BlobWriter createHashed(Hashing hashing) throws IOException {
        return new FileBlobWriter(space, hashing, Runnable::run);
    }

    @Override
    public void delete(Digest digest) throws IOException {
        space.disk().delete(path(digest));
    }

    private BasicFileAttributes require(Digest digest) throws IOException {
        Optional<BasicFileAttributes> found = look(digest);
        if (found.isEmpty()) {
            throw new NoSuchFileException(path(digest).toString(), null, "blob " + digest + " is not in the store");
        }
        return found.get();
    }

    private Optional<BasicFileAttributes> look(Digest digest) throws IOException {
        return space.look(Lease.Kind.BLOB, digest, path(digest));
    }

    private Path path(Digest digest) {
        return space.paths().blob(digest);
    }
}
