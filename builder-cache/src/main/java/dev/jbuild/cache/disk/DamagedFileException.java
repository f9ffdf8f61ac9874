package dev.jbuild.cache.disk;

import java.io.IOException;

/** A file of the store whose bytes are not what was written. Who meets one removes it and goes on as if it had not been there. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }

    public DamagedFileException(String message) {
        super(message);
    }
}
