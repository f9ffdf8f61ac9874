package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /** Says what is behind an id, for {@link #list}; told before the mount is opened. */
    void describe(Digest id, Description description) throws IOException;

    /** All of them, in the order of their names. */
    List<Listed> list() throws IOException;

    /**
     * Puts other content in the place of the first directory of an id, or makes it.
     *
     * @return false when somebody uses it; then nothing is changed
     */
    boolean replace(Digest id, Seed seed) throws IOException;

    /** Removes one directory of an id; false when somebody uses it, or there is none. */
    boolean remove(Digest id, int number) throws IOException;

    /**
     * What makes a mount another one.
     *
     * @param name as a Dockerfile says it
     * @param tag of the sandbox whose ids its files carry
     * @param mode -1 when none was asked for; likewise the owner
     */
    record Description(String name, String tag, int mode, long uid, long gid) {

        /** The id of a mount. */
        public Digest id() {
            return Digest.ofUtf8("%s\n%s\n%d\n%d\n%d".formatted(name, tag, mode, uid, gid));
        }
    }

    /**
     * A directory of a mount.
     *
     * @param description empty for one that was made when none was kept
     * @param number 0 for the one that is shared or locked, others belong to those who want theirs alone
     */
    record Listed(
            Digest id,
            Optional<Description> description,
            int number,
            long sizeBytes,
            Instant lastUsed,
            boolean inUse) {}

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
