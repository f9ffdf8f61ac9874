package dev.jbuild.cache.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file whose bytes are locked, one by one; it is never read or written. {@code tryLock} never blocks and is no interruptible
 * operation, so that no interrupt can close the channel, with which all locks would go. Thread-safe.
 */
final class LockFile implements Closeable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    static LockFile open(Path file) throws IOException {
        return new LockFile(FileChannel.open(
                file,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }

    /** Locks one byte if nobody has it. */
    Optional<FileLock> tryLock(long offset, boolean shared) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock(offset, 1, shared));
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // a class loaded twice in this process has it
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
