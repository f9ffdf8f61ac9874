package dev.jbuild.core.solver;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a build is to stop, and what is to be done then: set once, by the first failure or by the user. Work looks at it
 * between its parts; what waits registers how to be woken. Thread-safe.
 */
public final class Cancellation {
    private final Object lock = new Object();
    private final Map<Object, Runnable> listeners = new LinkedHashMap<>();
    private volatile boolean cancelled;
    private volatile boolean abandoned;

    public boolean isCancelled() {
        return cancelled;
    }

    /** Throws a BuildException INTERRUPTED when the build is to stop. */
    public void check() {
        if (cancelled) {
            throw BuildException.of(ErrorCode.INTERRUPTED, "the build was cancelled");
        }
    }

    /** Throws a BuildException INTERRUPTED when nobody wants the build any more, not even what it has made so far. */
    public void checkWanted() {
        if (abandoned) {
            check();
        }
    }

    /** The user's word: tells everything to stop, also what only puts away what has been made; a second call does nothing. */
    public void cancel() {
        abandoned = true;
        stop();
    }

    /** Something failed: tells everything to stop that would make more. */
    void stop() {
        List<Runnable> woken;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            woken = List.copyOf(listeners.values());
            listeners.clear();
        }
        woken.forEach(Runnable::run);
    }

    /**
     * Has something done on cancellation, at once if that was already; it must not block or throw.
     *
     * @return ends the registration when closed
     */
    public Registration onCancel(Runnable listener) {
        Object key = new Object();
        synchronized (lock) {
            if (!cancelled) {
                listeners.put(key, listener);
                return () -> forget(key);
            }
        }
        listener.run();
        return () -> {};
    }

    private void forget(Object key) {
        synchronized (lock) {
            listeners.remove(key);
        }
    }

    /** A registration; closing it twice is fine. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
