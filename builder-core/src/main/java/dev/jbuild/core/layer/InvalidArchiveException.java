package dev.jbuild.core.layer;

import java.io.IOException;

/** An archive that is broken, hostile or beyond a limit. The message says which entry and why. */
public final class InvalidArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidArchiveException(String message) {
        super(message);
    }

    public InvalidArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
