package dev.jbuild.core.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Where the files of an OCI layout go: entries of a tar, or files of a directory. Used by one thread. */
interface LayoutFiles extends Closeable {

    /** Adds a file of this size; reads {@code content} to its end and does not close it. */
    void put(String name, long sizeBytes, InputStream content) throws IOException;

    /** Bytes put so far. */
    long sizeBytes();

    /** Makes everything that was put visible. Without it, closing leaves nothing. */
    void finish() throws IOException;
}
