package dev.jbuild.core.layer;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a regular file come from. Opened once for each time that they are wanted. */
@FunctionalInterface
public interface FileBytes {

    /** The bytes from the first to the last. Who opens closes. */
    InputStream open() throws IOException;
}
