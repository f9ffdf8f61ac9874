package dev.jbuild.core.context;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.StatedStream;
import dev.jbuild.core.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;

/** The bytes of a file that was hashed before, which can tell whether they are still those. Used by one thread. */
public final class HashedStream extends FilterInputStream {
    private final StatedStream file;
    private final FileStat hashed;
    private final Digest content;

    /** @param hashed what the file was like from before its first byte was hashed to after its last one was */
    HashedStream(StatedStream file, FileStat hashed, Digest content) {
        super(file);
        this.file = file;
        this.hashed = hashed;
        this.content = content;
    }

    /**
     * True when nobody has written to the file since it was hashed, and it then had this digest: so has what was read of it up to now.
     * False also when only its mode, owner or name changed.
     */
    public boolean isStill(Digest wanted) throws IOException {
        return content.equals(wanted) && hashed.isUnchanged(file.stat());
    }
}
