package dev.jbuild.core.layer;

import java.io.IOException;

/** A file whose size or content is not what was said of it: somebody changed it while it was read. */
public final class FileChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    FileChangedException(long got, long want) {
        super(
                got > want
                        ? "the file changed while it was read: got more than " + want + " bytes"
                        : "the file changed while it was read: got " + got + " bytes, want " + want);
    }
}
