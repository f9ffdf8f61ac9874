package dev.jbuild.cache.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * What the store asks of the file system. Files are made with mode 0600, directories with 0700. Paths are the store's own, never an
 * image's. Streams are not closed by an interrupt of their thread. Thread-safe.
 */
public interface Disk {

    /** The attributes of a path, of a link itself; empty when nothing is there. */
    Optional<BasicFileAttributes> stat(Path path) throws IOException;

    /** What is in a directory, sorted; nothing when it is not there. */
    List<Path> list(Path directory) throws IOException;

    /** The room that a path takes with all that is in it, in bytes; what vanishes meanwhile takes none. */
    long usedBytes(Path path) throws IOException;

    /** The caller closes. */
    InputStream open(Path file) throws IOException;

    /** The caller closes. */
    SeekableByteChannel openChannel(Path file) throws IOException;

    /** A new file; one in the way is {@link java.nio.file.FileAlreadyExistsException}. The caller closes. */
    OutputStream create(Path file) throws IOException;

    /** Writes at the end of a file, which is made when it is not there. The caller closes. */
    OutputStream append(Path file) throws IOException;

    /** Makes a directory and what is missing above it; one that is there is fine. */
    void makeDirectories(Path directory) throws IOException;

    /** Renames within the store, in the place of what is there. */
    void rename(Path from, Path to) throws IOException;

    /** A second name for a file; something in the way is {@link java.nio.file.FileAlreadyExistsException}. */
    void link(Path existing, Path name) throws IOException;

    /** Removes a file or an empty directory; false when nothing was there. */
    boolean delete(Path path) throws IOException;

    /** Removes a path with all that is in it; nothing there is fine. */
    void deleteTree(Path path) throws IOException;

    /** Returns when the bytes of a file, or the names in a directory, would survive a power cut. */
    void sync(Path path) throws IOException;

    /** Marks a path as used now. */
    void touch(Path path) throws IOException;

    /** Keeps a few bytes with a file, as an extended attribute; nothing happens where the file system has none. */
    void note(Path file, byte[] note);

    /** What was kept with a file; empty when there is nothing, or no way to tell. */
    Optional<byte[]> note(Path file);
}
