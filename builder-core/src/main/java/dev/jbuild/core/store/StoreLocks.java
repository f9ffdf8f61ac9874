package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Locks among threads and processes, which the kernel drops when their process dies. Order of taking, never upwards: definition
 * key, content key, cache mounts sorted, layer form, blob. Thread-safe.
 */
public interface StoreLocks {

    /** In the order in which they may be taken. */
    enum Level {
        DEFINITION_KEY,
        CONTENT_KEY,
        CACHE_MOUNT,
        LAYER_FORM,
        BLOB
    }

    enum Mode {
        SHARED,
        EXCLUSIVE
    }

    /**
     * Waits for a lock without holding a thread. While it waits, {@code waiting} hears once who holds it.
     *
     * @return the hold, which the caller closes from any thread; cancelling the future gives up
     */
    CompletionStage<Hold> acquire(Level level, Digest name, Mode mode, Consumer<Holder> waiting);

    /** A lock that is held. Closing twice is fine. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** @param pid 0 when it is another thread of this process or not known */
    record Holder(long pid) {}
}
