package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.collect.PruneRequest;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Holder;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks and leases between this process and others, which may be killed. */
@Tag("smoke")
@Timeout(60)
final class TwoProcessesTest {
    @TempDir
    Path directory;

    private Path root;
    private DirectoryStore store;
    private BuildStore build;

    @BeforeEach
    void open() throws IOException {
        root = directory.resolve("store");
        store = DirectoryStore.open(root);
        build = store.openBuild();
    }

    @AfterEach
    void close() throws IOException {
        build.close();
        store.close();
    }

    @Test
    void waitsForALockOfAnotherProcessAndSaysWhich() throws Exception {
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "EXCLUSIVE")) {
            assertThat(other.read()).isEqualTo("held");
            List<Holder> waited = new CopyOnWriteArrayList<>();
            CompletableFuture<Hold> mine = acquire("key", Mode.EXCLUSIVE, waited);
            Thread.sleep(150);
            assertThat(mine).isNotDone();
            assertThat(waited).containsExactly(new Holder(other.pid()));
            other.write("go on");
            mine.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void sharesALockWithAnotherProcess() throws Exception {
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "SHARED")) {
            assertThat(other.read()).isEqualTo("held");
            List<Holder> waited = new CopyOnWriteArrayList<>();
            acquire("key", Mode.SHARED, waited).get(10, TimeUnit.SECONDS).close();
            assertThat(waited).isEmpty();
            assertThat(acquire("key", Mode.EXCLUSIVE, waited)).isNotDone();
        }
    }

    @Test
    void keepsAnotherProcessWaiting() throws Exception {
        Hold mine = acquire("key", Mode.EXCLUSIVE, new ArrayList<>()).get(10, TimeUnit.SECONDS);
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "EXCLUSIVE")) {
            assertThat(other.read()).isEqualTo("waiting");
            mine.close();
            assertThat(other.read()).isEqualTo("held");
        }
    }

    @Test
    void takesOverWhatAKilledProcessHeld() throws Exception {
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "EXCLUSIVE")) {
            assertThat(other.read()).isEqualTo("held");
            CompletableFuture<Hold> mine = acquire("key", Mode.EXCLUSIVE, new ArrayList<>());
            other.kill();
            mine.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void keepsItsLocksWhenAnotherStoreOfThisProcessCloses() throws Exception {
        Hold mine = acquire("key", Mode.EXCLUSIVE, new ArrayList<>()).get(10, TimeUnit.SECONDS);
        DirectoryStore.open(root).close();
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "EXCLUSIVE")) {
            assertThat(other.read()).isEqualTo("waiting");
        }
        mine.close();
    }

    @Test
    void keepsItsLocksWhenAnInterruptedThreadAsksForOne() throws Exception {
        Hold mine = acquire("key", Mode.EXCLUSIVE, new ArrayList<>()).get(10, TimeUnit.SECONDS);
        Thread interrupted = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                acquire("other key", Mode.EXCLUSIVE, new ArrayList<>()).join().close();
                build.blobs().put("kept".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        interrupted.start();
        interrupted.join();
        try (OtherProcess other = OtherProcess.start(root, "lock", "key", "EXCLUSIVE")) {
            assertThat(other.read()).isEqualTo("waiting");
        }
        mine.close();
        assertThat(build.blobs().contains(Digest.ofUtf8("kept"))).isTrue();
    }

    @Test
    void losesNoCountAmongFourProcessesOfTwoThreads() throws Exception {
        Path counter = directory.resolve("counter");
        Files.writeString(counter, "0");
        List<OtherProcess> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(OtherProcess.start(root, "count", counter.toString(), "50"));
        }
        for (OtherProcess other : others) {
            assertThat(other.readAll()).containsExactly("done");
            assertThat(other.waitFor()).isZero();
        }
        assertThat(counter).hasContent("200");
    }

    @Test
    void collectsNothingThatALivingBuildLooksAtAndAllOnceItIsDead() throws Exception {
        Digest kept = build.blobs().put("kept".getBytes(StandardCharsets.UTF_8));
        Digest loose = build.blobs().put("loose".getBytes(StandardCharsets.UTF_8));
        build.close();
        try (OtherProcess other = OtherProcess.start(root, "lease", kept.toString())) {
            String[] said = other.read().split(" ");
            assertThat(said[1]).isEqualTo("true");
            store.collector().prune(new PruneRequest.Everything(), holder -> {});
            assertThat(root.resolve("blobs/sha256/" + kept.hex().substring(0, 2) + "/" + kept.hex()))
                    .exists();
            assertThat(root.resolve("blobs/sha256/" + loose.hex().substring(0, 2) + "/" + loose.hex()))
                    .doesNotExist();
            assertThat(root.resolve("tmp/" + said[0])).exists();
            other.kill();
            store.collector().prune(new PruneRequest.Everything(), holder -> {});
            assertThat(root.resolve("blobs/sha256/" + kept.hex().substring(0, 2) + "/" + kept.hex()))
                    .doesNotExist();
            assertThat(root.resolve("tmp/" + said[0])).doesNotExist();
            assertThat(root.resolve("leases")).isEmptyDirectory();
        }
        build = store.openBuild();
    }

    @Test
    void sweepsWhatAKilledBuildLeftWhenTheNextBegins() throws Exception {
        String dead;
        try (OtherProcess other =
                OtherProcess.start(root, "lease", Digest.ofUtf8("x").toString())) {
            dead = other.read().split(" ")[0];
            store.openBuild().close();
            assertThat(root.resolve("tmp/" + dead)).exists();
        }
        store.openBuild().close();
        assertThat(root.resolve("tmp/" + dead)).doesNotExist();
        assertThat(root.resolve("leases/" + dead)).doesNotExist();
        assertThat(root.resolve("leases/" + build.lease().build())).exists();
    }

    private CompletableFuture<Hold> acquire(String name, Mode mode, List<Holder> waited) {
        return build.locks()
                .acquire(StoreLocks.Level.CONTENT_KEY, Digest.ofUtf8(name), mode, waited::add)
                .toCompletableFuture();
    }
}
