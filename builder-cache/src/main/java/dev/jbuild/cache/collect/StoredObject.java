package dev.jbuild.cache.collect;

import dev.jbuild.cache.lock.KeptName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something in the store that can go by itself.
 *
 * @param name under which a lease keeps it, null when leases do not name it
 * @param lastUsed to the day
 */
public record StoredObject(Kind kind, Path path, @Nullable KeptName name, long sizeBytes, Instant lastUsed) {

    /** What it is. */
    public enum Kind {
        /** A blob that can be made again from another blob of the store. */
        DERIVED_BLOB("derived layers"),
        /** A directory form of a layer. */
        DIRECTORY_FORM("directory forms"),
        BLOB("blobs"),
        LAYER("layer indexes"),
        RECORD("cache records"),
        EXPLANATION("explanations"),
        FILE_DIGESTS("file digests"),
        CACHE_MOUNT("cache mounts"),
        /** What containers keep under a name: the user's, and no cache. */
        VOLUME("volumes"),
        LOG("build logs");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }

        /** In words, for people. */
        public String plural() {
            return plural;
        }
    }

    public Optional<KeptName> nameIfAny() {
        return Optional.ofNullable(name);
    }
}
