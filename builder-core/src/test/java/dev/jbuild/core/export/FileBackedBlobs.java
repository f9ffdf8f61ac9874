package dev.jbuild.core.export;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A blob store that also shows its blobs as files, made when they are asked for. */
final class FileBackedBlobs implements BlobStore {
    private final BlobStore blobs;
    private final Path directory;

    FileBackedBlobs(BlobStore blobs, Path directory) {
        this.blobs = blobs;
        this.directory = directory;
    }

    @Override
    public OptionalLong sizeBytes(Digest digest) throws IOException {
        return blobs.sizeBytes(digest);
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        return blobs.open(digest);
    }

    @Override
    public SeekableByteChannel openChannel(Digest digest) throws IOException {
        return blobs.openChannel(digest);
    }

    @Override
    public Optional<Path> file(Digest digest) throws IOException {
        Path file = directory.resolve(digest.hex());
        if (!Files.exists(file)) {
            try (SeekableByteChannel channel = blobs.openChannel(digest)) {
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate((int) channel.size());
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
                Files.write(file, bytes.array());
            }
        }
        return Optional.of(file);
    }

    @Override
    public BlobWriter create() throws IOException {
        return blobs.create();
    }

    @Override
    public void delete(Digest digest) throws IOException {
        blobs.delete(digest);
    }
}
