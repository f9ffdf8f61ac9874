package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.collect.Collector;
import dev.jbuild.cache.collect.PruneRequest;
import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.cache.collect.StoredObject.Kind;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.CacheMounts.CacheMount;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.store.LayerStore.NewDirectory;
import dev.jbuild.core.store.contracts.SampleIndexes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class CollectorTest {
    private static final PruneRequest EVERYTHING = new PruneRequest.Everything();

    @TempDir
    Path root;

    private DirectoryStore store;
    private StorePaths paths;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(root);
        paths = new StorePaths(store.root());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void keepsWhatImagesName() throws Exception {
        try (BuildStore build = store.openBuild()) {
            StoreProcess.putImage(build, "kept", 1);
            StoreProcess.putImage(build, "removed", 2);
            build.images().remove(ImageReference.parse("removed"));
        }
        Collector.Collected collected = prune(EVERYTHING);
        assertThat(collected.objects()).isEqualTo(3 + 3 + 6 + 2); // layers and indexes, records of both, two documents
        assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REPORT)).isEmpty();
        try (BuildStore build = store.openBuild()) {
            assertThat(build.images().find(ImageReference.parse("kept"))).isPresent();
            assertThat(build.cache().find(new CacheKey("run/1", Digest.ofUtf8("kept 0"))))
                    .isEmpty();
        }
        assertThat(prune(EVERYTHING).objects()).isZero();
    }

    @Test
    void keepsWhatALivingBuildKeeps() throws Exception {
        try (BuildStore build = store.openBuild()) {
            Digest blob = build.blobs().put(bytes("held"));
            DiffId layer = new DiffId(Digest.ofUtf8("held layer"));
            build.layers().putIndex(layer, SampleIndexes.everyKind());
            assertThat(prune(EVERYTHING).objects()).isZero();
            assertThat(build.blobs().contains(blob)).isTrue();
            assertThat(build.layers().hasIndex(layer)).isTrue();
        }
        assertThat(prune(EVERYTHING).objects()).isEqualTo(2);
    }

    @Test
    void takesOnlyWhatIsOld() throws Exception {
        Digest old;
        Digest young;
        try (BuildStore build = store.openBuild()) {
            old = build.blobs().put(bytes("old"));
            young = build.blobs().put(bytes("young"));
        }
        Files.setLastModifiedTime(paths.blob(old), FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        assertThat(prune(new PruneRequest.UnusedFor(Duration.ofDays(7))).objects())
                .isEqualTo(1);
        assertThat(paths.blob(old)).doesNotExist();
        assertThat(paths.blob(young)).exists();
    }

    @Test
    void marksWhatIsUsed() throws Exception {
        Digest used;
        try (BuildStore build = store.openBuild()) {
            used = build.blobs().put(bytes("used"));
        }
        Files.setLastModifiedTime(paths.blob(used), FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        try (BuildStore build = store.openBuild()) {
            assertThat(build.blobs().contains(used)).isTrue();
        }
        assertThat(prune(new PruneRequest.UnusedFor(Duration.ofDays(7))).objects())
                .isZero();
    }

    @Test
    void goesDownToASizeByMadeAgainFirstThenByAge() throws Exception {
        Digest derived;
        Digest pulled;
        Digest old;
        DiffId layer;
        DirectoryForm form;
        try (BuildStore build = store.openBuild()) {
            derived = build.blobs().put(new byte[1000]);
            pulled = build.blobs().put(bytes("compressed"));
            layer = new DiffId(derived);
            build.layers()
                    .putBlob(
                            layer, new CompressedLayer(new Descriptor(MediaType.OCI_LAYER_GZIP, pulled, 10), "pulled"));
            old = build.blobs().put(new byte[2000]);
            form = new DirectoryForm(Digest.ofUtf8("form"), "root");
            try (NewDirectory directory = build.layers().newDirectory(form)) {
                Files.write(directory.path().resolve("file"), new byte[500]);
                directory.commit();
            }
        }
        Files.setLastModifiedTime(paths.blob(old), FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        long all = store.collector().usage().stream()
                .mapToLong(Collector.Usage::sizeBytes)
                .sum();
        prune(new PruneRequest.DownTo(all - 1));
        assertThat(paths.blob(derived).toFile().exists()
                        && paths.layer(form.layer())
                                .resolve("lower-root")
                                .toFile()
                                .exists())
                .isFalse();
        prune(new PruneRequest.DownTo(all - 2000));
        assertThat(paths.blob(derived)).doesNotExist();
        assertThat(paths.layer(form.layer()).resolve("lower-root")).doesNotExist();
        assertThat(paths.blob(old)).doesNotExist();
        assertThat(paths.blob(pulled)).exists();
        prune(new PruneRequest.DownTo(0));
        assertThat(paths.blob(pulled)).doesNotExist();
        assertThat(paths.layer(derived).resolve("blobs")).exists();
    }

    @Test
    void saysWhatThereIs() throws Exception {
        try (BuildStore build = store.openBuild()) {
            StoreProcess.putImage(build, "kept", 1);
            build.publish();
        }
        try (BuildStore build = store.openBuild()) {
            build.blobs().put(new byte[1234]);
        }
        assertThat(store.collector().usage())
                .extracting(Collector.Usage::kind)
                .containsExactly(Kind.BLOB, Kind.LAYER, Kind.RECORD);
        Collector.Usage blobs = store.collector().usage().get(0);
        assertThat(blobs.objects()).isEqualTo(6);
        assertThat(blobs.reclaimableBytes()).isEqualTo(1234);
        assertThat(blobs.sizeBytes()).isGreaterThan(60_000);
    }

    @Test
    void keepsACacheMountInUse() throws Exception {
        Digest id = Digest.ofUtf8("apt");
        try (BuildStore build = store.openBuild()) {
            Path path;
            try (CacheMount mount = build.mounts()
                    .open(id, CacheMounts.Sharing.SHARED, directory -> {}, holder -> {})
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)) {
                path = mount.path();
                Files.writeString(path.resolve("package.deb"), "x");
                assertThat(prune(EVERYTHING).objects()).isZero();
                assertThat(path).exists();
            }
            assertThat(prune(EVERYTHING).objects()).isEqualTo(1);
            assertThat(path).doesNotExist();
        }
    }

    /** They are the user's, and no cache. */
    @Test
    void keepsVolumesInAnyCase() throws Exception {
        Path path;
        try (BuildStore build = store.openBuild()) {
            try (CacheMount volume = build.volumes()
                    .open(Digest.ofUtf8("data"), CacheMounts.Sharing.SHARED, directory -> {}, holder -> {})
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)) {
                path = volume.path();
                Files.writeString(path.resolve("file"), "x".repeat(1000));
            }
        }
        assertThat(prune(EVERYTHING).objects()).isZero();
        assertThat(prune(new PruneRequest.DownTo(0)).objects()).isZero();
        assertThat(prune(new PruneRequest.UnusedFor(Duration.ofDays(-2))).objects())
                .isZero();
        assertThat(path.resolve("file")).exists();
        assertThat(store.collector().usage())
                .extracting(Collector.Usage::kind, Collector.Usage::reclaimableBytes)
                .contains(org.assertj.core.groups.Tuple.tuple(Kind.VOLUME, 0L));
    }

    @Test
    void givesBackWhatACollectorThatDiedHadInItsHands() throws Exception {
        Digest blob;
        try (BuildStore build = store.openBuild()) {
            StoreProcess.putImage(build, "image", 1);
            blob = build.images()
                    .find(ImageReference.parse("image"))
                    .orElseThrow()
                    .manifest()
                    .digest();
        }
        Files.createDirectories(paths.trash());
        String name = paths.root().relativize(paths.blob(blob)).toString().replace('/', '~');
        Files.move(paths.blob(blob), paths.trash().resolve(name));
        prune(new PruneRequest.UnusedFor(Duration.ofDays(1)));
        assertThat(paths.blob(blob)).exists();
        assertThat(paths.trash()).isEmptyDirectory();
    }

    @Test
    @Timeout(60)
    void neverTakesWhatABuildHasSeen() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> builders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            builders.add(threads.submit(() -> buildAgainAndAgain(running)));
        }
        int collected = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            collected += prune(EVERYTHING).objects();
        }
        running.set(false);
        int builds = 0;
        for (Future<Integer> builder : builders) {
            builds += builder.get();
        }
        threads.shutdown();
        assertThat(collected).isPositive();
        assertThat(builds).isPositive();
    }

    /** Blobs and indexes that were there once must be there until the build ends, though a collector takes all that it can. */
    private int buildAgainAndAgain(AtomicBoolean running) throws Exception {
        int builds = 0;
        DiffId layer = new DiffId(Digest.ofUtf8("layer"));
        for (; running.get(); builds++) {
            try (BuildStore build = store.openBuild()) {
                for (int i = 0; i < 10; i++) {
                    Digest blob = Digest.of(bytes("blob " + i));
                    if (!build.blobs().contains(blob)) {
                        build.blobs().put(bytes("blob " + i));
                    }
                    if (!build.layers().hasIndex(layer)) {
                        build.layers().putIndex(layer, SampleIndexes.everyKind());
                    }
                    try (InputStream in = build.blobs().open(blob)) {
                        assertThat(in.readAllBytes()).isEqualTo(bytes("blob " + i));
                    }
                    assertThat(build.layers().index(layer)).contains(SampleIndexes.everyKind());
                }
            }
        }
        return builds;
    }

    private Collector.Collected prune(PruneRequest request) throws IOException {
        return store.collector().prune(request, holder -> {});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
