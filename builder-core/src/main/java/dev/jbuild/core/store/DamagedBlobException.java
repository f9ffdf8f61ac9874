package dev.jbuild.core.store;

import java.io.IOException;

/** Bytes that are not what their digest says. */
public final class DamagedBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedBlobException(String message) {
        super(message);
    }
}
