package dev.jbuild.core.file;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file, with what the file is like: not the one that its path now leads to, but the one that is read. */
public abstract class StatedStream extends InputStream {

    /** What fstat says of it now. */
    public abstract FileStat stat() throws IOException;
}
