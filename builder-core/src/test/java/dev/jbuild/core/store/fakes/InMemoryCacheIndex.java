package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Records in a map, durable at once. Thread-safe. */
public final class InMemoryCacheIndex implements CacheIndex {
    private final Map<CacheKey, CacheRecord> records = new ConcurrentHashMap<>();
    private final Map<KeyPlace, KeyFields> fields = new ConcurrentHashMap<>();
    private volatile boolean full;

    @Override
    public Optional<CacheRecord> find(CacheKey key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, CacheRecord record) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        records.put(key, record);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void remove(CacheKey key) {
        records.remove(key);
    }

    @Override
    public Optional<KeyFields> lastFields(KeyPlace place) {
        return Optional.ofNullable(fields.get(place));
    }

    @Override
    public void putLastFields(KeyPlace place, KeyFields last) {
        fields.put(place, last);
    }

    @Override
    public Digest conceal(String value) {
        return Digest.ofUtf8(System.identityHashCode(this) + value);
    }

    /** Has no record be put any more. */
    public void fill() {
        full = true;
    }

    /** All records, as they are now. */
    public Map<CacheKey, CacheRecord> records() {
        return Map.copyOf(records);
    }
}
