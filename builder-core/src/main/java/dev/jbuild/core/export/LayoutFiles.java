package dev.jbuild.core.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of an OCI layout go: entries of a tar, or files of a directory. Used by one thread. */
interface LayoutFiles extends Closeable {

    /** The bytes of a document that is there already, of a layout that is added to. */
    Optional<byte[]> existing(String name) throws IOException;

    /** Adds a file of this size; reads {@code content} to its end, unless the file is there already, and does not close it. */
    void put(String name, long sizeBytes, InputStream content) throws IOException;

    /** Whether files can be added by {@link #splice}. */
    boolean splices();

    /** Adds this file, of this size, by the kernel's means; its bytes do not pass through here and are not verified. */
    void splice(String name, long sizeBytes, Path file) throws IOException;

    /** Bytes put so far. */
    long sizeBytes();

    /** Makes everything that was put visible. Without it, closing leaves nothing. */
    void finish() throws IOException;
}
