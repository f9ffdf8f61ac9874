package dev.jbuild.core.step;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a step holds until it ends, released in reverse order; a later failure is added to the first. Thread-safe. */
final class Held implements AutoCloseable {
    private final Deque<AutoCloseable> held = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T resource) {
        held.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() throws IOException {
        Exception first = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof IOException io) {
            throw io;
        }
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (first != null) {
            throw new IOException(first);
        }
    }
}
