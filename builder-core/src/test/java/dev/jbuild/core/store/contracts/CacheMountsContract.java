package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.CacheMounts.CacheMount;
import dev.jbuild.core.store.CacheMounts.Seed;
import dev.jbuild.core.store.CacheMounts.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link CacheMounts} does. */
public interface CacheMountsContract {
    Seed EMPTY = directory -> {};

    CacheMounts mounts() throws IOException;

    @Test
    default void keepsWhatIsWrittenForTheNextUser() throws Exception {
        try (CacheMount mount = get(open("kept", Sharing.SHARED, EMPTY))) {
            Files.writeString(mount.path().resolve("object.o"), "compiled");
        }
        try (CacheMount mount = get(open("kept", Sharing.LOCKED, EMPTY))) {
            assertThat(mount.path().resolve("object.o")).hasContent("compiled");
        }
    }

    @Test
    default void seedsOnlyANewMount() throws Exception {
        AtomicInteger seeds = new AtomicInteger();
        Seed seed = directory -> Files.writeString(directory.resolve("seed"), "" + seeds.incrementAndGet());
        get(open("seeded", Sharing.SHARED, seed)).close();
        try (CacheMount mount = get(open("seeded", Sharing.SHARED, seed))) {
            assertThat(mount.path().resolve("seed")).hasContent("1");
        }
    }

    @Test
    default void showsNoMountWhoseSeedFailed() throws Exception {
        assertThatThrownBy(() -> get(open("failing", Sharing.SHARED, directory -> {
                    Files.writeString(directory.resolve("half"), "x");
                    throw new IOException("the seed failed");
                })))
                .hasStackTraceContaining("the seed failed");
        try (CacheMount mount = get(open("failing", Sharing.SHARED, EMPTY))) {
            assertThat(mount.path()).isEmptyDirectory();
        }
    }

    @Test
    default void sharesASharedMount() throws Exception {
        try (CacheMount one = get(open("shared", Sharing.SHARED, EMPTY));
                CacheMount two = get(open("shared", Sharing.SHARED, EMPTY))) {
            assertThat(one.path()).isEqualTo(two.path());
        }
    }

    @Test
    default void letsOneIntoALockedMount() throws Exception {
        CacheMount one = get(open("locked", Sharing.LOCKED, EMPTY));
        CompletableFuture<CacheMount> two = open("locked", Sharing.LOCKED, EMPTY);
        Thread.sleep(60);
        assertThat(two).isNotDone();
        Path path = one.path();
        one.close();
        try (CacheMount mount = get(two)) {
            assertThat(mount.path()).isEqualTo(path);
        }
    }

    @Test
    default void givesPrivateMountsToOneUserEach() throws Exception {
        Path first;
        try (CacheMount one = get(open("private", Sharing.PRIVATE, EMPTY));
                CacheMount two = get(open("private", Sharing.PRIVATE, EMPTY))) {
            first = one.path();
            assertThat(two.path()).isNotEqualTo(first);
        }
        try (CacheMount again = get(open("private", Sharing.PRIVATE, EMPTY))) {
            assertThat(again.path()).isEqualTo(first);
        }
    }

    @Test
    default void keepsIdsApart() throws Exception {
        try (CacheMount one = get(open("id-1", Sharing.LOCKED, EMPTY));
                CacheMount two = get(open("id-2", Sharing.LOCKED, EMPTY))) {
            assertThat(one.path()).isNotEqualTo(two.path());
        }
    }

    private CompletableFuture<CacheMount> open(String id, Sharing sharing, Seed seed) throws IOException {
        return mounts().open(Digest.ofUtf8(id), sharing, seed, holder -> {}).toCompletableFuture();
    }

    private static CacheMount get(CompletableFuture<CacheMount> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}
