package dev.jbuild.core.store.fakes;

import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Blobs in a map. Thread-safe. */
public final class InMemoryBlobStore implements BlobStore {
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private volatile boolean expectsWrongImages;

    @Override
    public OptionalLong sizeBytes(Digest digest) {
        byte[] bytes = blobs.get(digest);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        return new VerifyingInputStream(new ByteArrayInputStream(bytes(digest)), digest, () -> blobs.remove(digest));
    }

    @Override
    public SeekableByteChannel openChannel(Digest digest) throws IOException {
        return new BytesChannel(bytes(digest));
    }

    @Override
    public Optional<Path> file(Digest digest) {
        return Optional.empty();
    }

    @Override
    public BlobWriter create() {
        return new Writer();
    }

    @Override
    public void delete(Digest digest) {
        blobs.remove(digest);
    }

    /** The digests of all blobs. */
    public Set<Digest> digests() {
        return new TreeSet<>(blobs.keySet());
    }

    /** Puts other bytes where a blob is, as a broken disk would. */
    public void damage(Digest digest, byte[] bytes) {
        blobs.put(digest, bytes.clone());
        expectWrongImages();
    }

    /** From now on its images may be wrong: a test is about that. */
    public void expectWrongImages() {
        expectsWrongImages = true;
    }

    /** Holds all manifests and indexes among its blobs to the image-spec. */
    public void validateImages() throws IOException {
        if (!expectsWrongImages) {
            ValidImages.among(this, digests());
        }
    }

    private byte[] bytes(Digest digest) throws NoSuchFileException {
        byte[] bytes = blobs.get(digest);
        if (bytes == null) {
            throw new NoSuchFileException(digest.toString());
        }
        return bytes;
    }

    private final class Writer extends BlobWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean open = true;

        @Override
        public void write(int b) throws IOException {
            ensureOpen();
            bytes.write(b);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            ensureOpen();
            bytes.write(buffer, offset, length);
        }

        @Override
        public long sizeBytes() {
            return bytes.size();
        }

        @Override
        public Digest commit() throws IOException {
            Digest digest = Digest.of(bytes.toByteArray());
            commit(digest);
            return digest;
        }

        @Override
        public void commit(Digest expected) throws IOException {
            ensureOpen();
            open = false;
            byte[] written = bytes.toByteArray();
            if (!java.util.Arrays.equals(expected.algorithm().newMessageDigest().digest(written), expected.hash())) {
                throw new DamagedBlobException("got " + Digest.of(written) + ", want " + expected);
            }
            blobs.putIfAbsent(expected, written);
        }

        @Override
        public void close() {
            open = false;
        }

        private void ensureOpen() throws IOException {
            if (!open) {
                throw new IOException("the blob is committed or closed");
            }
        }
    }
}
