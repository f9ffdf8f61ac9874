package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Bytes by digest. A blob is visible only when it is whole; putting one that is there is a success that changes nothing. A blob
 * found damaged is removed, so that it is a miss from then on. Thread-safe, and safe among processes.
 */
public interface BlobStore {

    /** The size of a blob, empty when it is not here. Costs one look at the file system and reads nothing. */
    OptionalLong sizeBytes(Digest digest) throws IOException;

    default boolean contains(Digest digest) throws IOException {
        return sizeBytes(digest).isPresent();
    }

    /**
     * The bytes, verified: at the end of the stream a wrong hash throws {@link DamagedBlobException}. Missing blobs are
     * {@link java.nio.file.NoSuchFileException}. The caller closes.
     */
    InputStream open(Digest digest) throws IOException;

    /**
     * The bytes by position, not verified as a whole: for readers that verify what they take out. The caller closes.
     */
    SeekableByteChannel openChannel(Digest digest) throws IOException;

    /** Where the blob lies on disk, for hard links and reflinks into an output; empty when the store has no files. */
    Optional<Path> file(Digest digest) throws IOException;

    /** A new blob, to be filled; nothing is visible before {@link BlobWriter#commit}. */
    BlobWriter create() throws IOException;

    /**
     * As {@link #create}, for a large blob: it may be hashed by another thread beside its writing, so that an array that was given to
     * it must not be changed for a while: {@link BlobWriter#ARRAYS_IN_USE}.
     *
     * @param beside may be the executor that the caller itself runs on: nobody waits for work that no thread has begun
     */
    default BlobWriter create(Executor beside) throws IOException {
        return create();
    }

    /** As {@link #create()}; its hash may be computed by this, for a blob that comes in with other streams. */
    default BlobWriter createHashed(Hashing hashing) throws IOException {
        return create();
    }

    /** Stores these bytes. */
    default Digest put(byte[] bytes) throws IOException {
        try (BlobWriter writer = create()) {
            writer.write(bytes);
            return writer.commit();
        }
    }

    /** Removes a blob; one that is not here is fine. */
    void delete(Digest digest) throws IOException;
}
