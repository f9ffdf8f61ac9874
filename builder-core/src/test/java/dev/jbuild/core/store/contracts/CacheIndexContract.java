package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import dev.jbuild.core.store.CacheIndex.KeyPlace;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link CacheIndex} does. */
public interface CacheIndexContract {

    CacheIndex cache() throws IOException;

    @Test
    default void findsARecordByItsKey() throws Exception {
        CacheKey key = new CacheKey("run/1", Digest.ofUtf8("key"));
        assertThat(cache().find(key)).isEmpty();
        cache().put(key, record("a")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(cache().find(key)).contains(record("a"));
    }

    @Test
    default void findsARecordBeforeItIsDurable() throws IOException {
        CacheKey key = new CacheKey("run/1", Digest.ofUtf8("early"));
        cache().put(key, record("early"));
        assertThat(cache().find(key)).contains(record("early"));
    }

    @Test
    default void keepsARecordWithoutALayer() throws Exception {
        CacheKey key = new CacheKey("workdir/2", Digest.ofUtf8("none"));
        CacheRecord none = new CacheRecord(
                null, Digest.ofUtf8("content"), Digest.ofUtf8("output"), Instant.EPOCH, Instant.MAX, "b", 0);
        cache().put(key, none).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(cache().find(key)).contains(none);
    }

    @Test
    default void keepsKindsApart() throws Exception {
        Digest digest = Digest.ofUtf8("same fields");
        cache().put(new CacheKey("run/1", digest), record("one"))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(cache().find(new CacheKey("run/2", digest))).isEmpty();
        assertThat(cache().find(new CacheKey("copy/1", digest))).isEmpty();
    }

    @Test
    default void replacesAndRemoves() throws Exception {
        CacheKey key = new CacheKey("copy/1", Digest.ofUtf8("key"));
        cache().put(key, record("old")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        cache().put(key, record("new")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(cache().find(key)).contains(record("new"));
        cache().remove(key);
        assertThat(cache().find(key)).isEmpty();
        cache().remove(key);
    }

    @Test
    default void remembersTheLastFieldsOfAPlace() throws IOException {
        KeyPlace place = new KeyPlace("/home/u/app", "Dockerfile", "build", 3);
        KeyFields fields = new KeyFields(
                new CacheKey("copy/1", Digest.ofUtf8("k")),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                List.of(
                        new Field("args", List.of("make", "", "all")),
                        new Field("none", List.of()),
                        new Field("ünïcode", List.of("x".repeat(100_000)))));
        assertThat(cache().lastFields(place)).isEmpty();
        cache().putLastFields(place, fields);
        assertThat(cache().lastFields(place)).contains(fields);
        assertThat(cache().lastFields(new KeyPlace("/home/u/app", "Dockerfile", "build", 4)))
                .isEmpty();
        assertThat(cache().lastFields(new KeyPlace("/home/u/appD", "ockerfile", "build", 3)))
                .isEmpty();
    }

    private static CacheRecord record(String seed) {
        return new CacheRecord(
                new DiffId(Digest.ofUtf8(seed)),
                Digest.ofUtf8("content of " + seed),
                Digest.ofUtf8("output of " + seed),
                Instant.parse("1999-12-31T23:59:59Z"),
                Instant.parse("2026-01-02T03:04:05.678901234Z"),
                "build-" + seed,
                1234);
    }
}
