package dev.jbuild.core.file;

import java.io.IOException;
import java.nio.file.Path;

/** Port: opens directories of the host as roots. The path given is the user's or the store's own and is followed as usual. */
public interface RootDirectories {

    /** For reading. The caller closes. */
    RootDirectory open(Path directory) throws IOException;

    /** For reading and writing. The caller closes. */
    WritableRootDirectory openWritable(Path directory) throws IOException;
}
