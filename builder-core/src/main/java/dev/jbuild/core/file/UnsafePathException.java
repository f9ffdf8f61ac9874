package dev.jbuild.core.file;

import java.io.IOException;

/** A path that would have left its root, or went through a symbolic link where none is followed. */
public final class UnsafePathException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnsafePathException(String message) {
        super(message);
    }
}
