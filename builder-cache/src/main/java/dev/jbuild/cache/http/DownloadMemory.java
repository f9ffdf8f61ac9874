package dev.jbuild.cache.http;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import dev.jbuild.core.store.CacheIndex.KeyPlace;
import dev.jbuild.core.store.CacheKey;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What was last fetched from an address, so that the server can be asked whether it has changed. It stands among what is known of
 * places, whose names are digests: nobody reads an address there. Thread-safe.
 */
record DownloadMemory(BuildStore store, Clock clock) {
    private static final String KIND = "download/1";
    private static final String ETAG = "etag";
    private static final String LAST_MODIFIED = "last-modified";
    private static final int MAX_TEXT = 1024; // characters of what a server says

    /**
     * A file that was fetched.
     *
     * @param etag empty when the server said none
     * @param lastModified as the server wrote it; empty when it did not
     */
    record Known(Digest content, String etag, String lastModified) {}

    /** What is known, if its bytes are still here. */
    Optional<Known> find(URI uri) throws IOException {
        Optional<KeyFields> fields = store.cache().lastFields(place(uri));
        if (fields.isEmpty() || !fields.get().key().kind().equals(KIND)) {
            return Optional.empty();
        }
        Known known =
                new Known(fields.get().key().digest(), text(fields.get(), ETAG), text(fields.get(), LAST_MODIFIED));
        return store.blobs().contains(known.content) ? Optional.of(known) : Optional.empty();
    }

    void put(URI uri, Known known) throws IOException {
        List<Field> fields = List.of(field(ETAG, known.etag), field(LAST_MODIFIED, known.lastModified));
        store.cache()
                .putLastFields(place(uri), new KeyFields(new CacheKey(KIND, known.content), clock.instant(), fields));
    }

    private static Field field(String name, String value) {
        return new Field(name, value.isEmpty() || value.length() > MAX_TEXT ? List.of() : List.of(value));
    }

    private static String text(KeyFields fields, String name) {
        return fields.fields().stream()
                .filter(field -> field.name().equals(name))
                .flatMap(field -> field.elements().stream())
                .findFirst()
                .orElse("");
    }

    private static KeyPlace place(URI uri) {
        return new KeyPlace("download", uri.toString(), "", 0);
    }
}
