package dev.jbuild.cache.git;

import java.io.IOException;

/** A submodule cannot be fetched: which, and why. */
final class SubmoduleException extends IOException {
    private static final long serialVersionUID = 1L;

    SubmoduleException(String message, IOException cause) {
        super(message, cause);
    }
}
