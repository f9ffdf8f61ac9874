package dev.jbuild.core.sandbox;

import java.nio.ByteBuffer;

/** Hears a command's output as it comes. Called by one thread at a time for each stream. The buffer is the caller's. */
public interface OutputSink {

    /** Which of the two. */
    enum Stream {
        STDOUT,
        STDERR
    }

    void write(Stream stream, ByteBuffer bytes);
}
