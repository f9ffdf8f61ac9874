package dev.jbuild.core.file;

import java.io.Closeable;
import java.io.IOException;

/**
 * Makes durable, in one call, all that was written to the file system of one directory. Dozens of small files cost dozens of waits for
 * the disk when each is synced by itself. Thread-safe.
 */
public interface FileSystemSync extends Closeable {

    /** From here on no failed write is missed: said before the first of those that {@link #sync} answers for. */
    void watch();

    /**
     * Returns true when all that was written since {@link #watch} would survive a power cut. False says that nothing was done: not every file
     * system does this reliably, and what others have written lately may be too much to wait for.
     *
     * @throws IOException when something could not be written, whoever wrote it
     */
    boolean sync() throws IOException;

    @Override
    void close();

    /** One that never does it: each file is synced by itself. */
    static FileSystemSync never() {
        return new FileSystemSync() {
            @Override
            public void watch() {
                // Nothing is promised.
            }

            @Override
            public boolean sync() {
                return false;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
