package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Directories that RUN steps share across builds. Thread-safe, and safe among processes. */
public interface CacheMounts {

    /** How several users share one. */
    enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }

    /**
     * The directory for an id, made by {@code seed} when it is new.
     *
     * @return the mount, held until it is closed
     */
    CompletionStage<CacheMount> open(Digest id, Sharing sharing, Seed seed, Consumer<StoreLocks.Holder> waiting);

    /** Fills a new directory before anybody sees it. */
    interface Seed {
        void fill(Path directory) throws IOException;
    }

    /** A directory in use. */
    interface CacheMount extends AutoCloseable {
        Path path();

        @Override
        void close();
    }
}
