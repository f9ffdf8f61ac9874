package dev.jbuild.core.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One descriptor of a directory, closed when the last user has let go of it. Thread-safe.
 *
 * <p>It is settled when nobody but this user and root can change which files lie in it and in the directories above it, up to the
 * root; then what is asked by path is what is asked by descriptor.
 */
final class OpenDirectory implements Closeable {
    private final SecureDirectoryStream<Path> stream;
    private final boolean settled;
    private final AtomicInteger users = new AtomicInteger();

    OpenDirectory(SecureDirectoryStream<Path> stream, boolean settled) {
        this.stream = stream;
        this.settled = settled;
    }

    SecureDirectoryStream<Path> stream() {
        return stream;
    }

    boolean settled() {
        return settled;
    }

    /** One user more; each closes once. */
    OpenDirectory retain() {
        users.incrementAndGet();
        return this;
    }

    /** What a name in this directory is, a link itself when it is one. */
    BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public void close() {
        if (users.decrementAndGet() == 0) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e); // closing a descriptor that was only read does not fail
            }
        }
    }
}
