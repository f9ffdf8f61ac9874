package dev.jbuild.core.store;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Cache records by key, and the fields of the latest key at each place of a Dockerfile, for explanations. A record is seen by the
 * build that put it at once, by others when all that it names is durable. Damaged records are misses. Thread-safe.
 */
public interface CacheIndex {

    Optional<CacheRecord> find(CacheKey key) throws IOException;

    /**
     * Puts a record. The stage completes when the record and what it names are durable and seen by every process; until then the
     * caller keeps the key's lock.
     */
    CompletionStage<Void> put(CacheKey key, CacheRecord record) throws IOException;

    void remove(CacheKey key) throws IOException;

    /** The fields that were last recorded at a place. */
    Optional<KeyFields> lastFields(KeyPlace place) throws IOException;

    void putLastFields(KeyPlace place, KeyFields fields) throws IOException;

    /**
     * A keyed digest of a value that nobody is to read in the fields of a key; equal values of one store give equal digests, and the
     * digest's key never leaves the store.
     */
    Digest conceal(String value) throws IOException;

    /** Where in which Dockerfile a vertex stands: what stays the same when its text changes. */
    record KeyPlace(String context, String dockerfile, String stage, int position) {}

    /**
     * The named fields of a key, in order, as text, and what they gave. Values of names that look like secrets are keyed digests.
     */
    record KeyFields(CacheKey key, java.time.Instant builtAt, List<Field> fields) {
        public KeyFields {
            fields = List.copyOf(fields);
        }
    }

    /** One field: its name and its elements (a scalar has one; a map or file list one for each {@code name=value}). */
    record Field(String name, List<String> elements) {
        public Field {
            elements = List.copyOf(elements);
        }
    }
}
