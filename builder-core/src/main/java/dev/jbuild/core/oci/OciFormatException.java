package dev.jbuild.core.oci;

import java.io.IOException;

/** A document that is not what its media type says; the message says where in it and what was wanted. */
public final class OciFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public OciFormatException(String message) {
        super(message);
    }

    public OciFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
