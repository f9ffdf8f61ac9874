package dev.jbuild.core.layer;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream that belongs to somebody else: closing it does nothing. */
final class UnclosedInputStream extends FilterInputStream {
    UnclosedInputStream(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // Who opened it closes it.
    }
}
