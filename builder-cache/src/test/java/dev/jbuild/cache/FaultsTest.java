package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FaultyDisk;
import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever write fails, at whatever place: nothing partial is seen, nothing is left, and the next build succeeds. */
final class FaultsTest {
    private static final String FULL = "No space left on device";

    @TempDir
    Path directory;

    @Test
    void leavesNothingBehindWhereverTheDiskFills() throws Exception {
        failEverywhere(FULL, 2);
    }

    @Test
    void leavesNothingBehindWhereverAnOperationFails() throws Exception {
        failEverywhere("Input/output error", 6);
    }

    private void failEverywhere(String message, int every) throws Exception {
        int operations = operationsOfOneImage();
        assertThat(operations).isGreaterThan(30);
        int builds = 0;
        int failures = 0;
        for (int failAt = 0; failAt < operations; failAt += every) {
            builds++;
            Path root = directory.resolve("store-" + failAt);
            open(root, FaultyDisk.never(new NioDisk()))
                    .close(); // made beforehand, so that the numbers are those of the build
            failures += build(root, failAt, message);
            assertThat(filesIn(root.resolve("tmp"))).as("operation %d", failAt).isEmpty();
            assertThat(filesIn(root.resolve("leases")))
                    .as("operation %d", failAt)
                    .isEmpty();
            try (DirectoryStore store = open(root, FaultyDisk.never(new NioDisk()))) {
                assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REPORT))
                        .as("operation %d", failAt)
                        .isEmpty();
                try (BuildStore build = store.openBuild()) {
                    StoreProcess.putImage(build, "image", 1);
                    build.publish();
                    assertThat(build.images().find(ImageReference.parse("image")))
                            .isPresent();
                }
            }
        }
        assertThat(failures)
                .isGreaterThan(builds * 9 / 10); // how much is synced at a time varies, and so does their number
    }

    /** One build on a disk that fails once; 1 when the build noticed. */
    private static int build(Path root, int failAt, String message) throws Exception {
        Disk disk = new FaultyDisk(new NioDisk(), failAt, message);
        try (DirectoryStore store = open(root, disk)) {
            try (BuildStore build = store.openBuild()) {
                StoreProcess.putImage(build, "image", 1);
                build.publish();
                return 0;
            } catch (BuildException e) {
                assertThat(message).isEqualTo(FULL);
                assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
                assertThat(e.hint()).isNotEmpty();
                return 1;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining(message);
                return 1;
            }
        } catch (BuildException e) {
            return 1; // opening the store found the disk full
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining(message);
            return 1;
        }
    }

    private int operationsOfOneImage() throws Exception {
        Path root = directory.resolve("counted");
        open(root, FaultyDisk.never(new NioDisk())).close();
        FaultyDisk disk = FaultyDisk.never(new NioDisk());
        try (DirectoryStore store = open(root, disk);
                BuildStore build = store.openBuild()) {
            StoreProcess.putImage(build, "image", 1);
            build.publish();
        }
        return disk.operations();
    }

    private static DirectoryStore open(Path root, Disk disk) throws IOException {
        return DirectoryStore.open(root, disk, Clock.systemUTC());
    }

    /** The law of durability, read off the journal of a build. */
    @Test
    void namesOnlyWhatIsSynced() throws Exception {
        Path root = directory.resolve("journal");
        open(root, FaultyDisk.never(new NioDisk())).close();
        FaultyDisk disk = FaultyDisk.never(new NioDisk());
        try (DirectoryStore store = open(root, disk);
                BuildStore build = store.openBuild()) {
            StoreProcess.putImage(build, "image", 1);
            build.publish();
        }
        Set<String> synced = new HashSet<>();
        Set<String> written = new HashSet<>();
        Set<Path> references = new HashSet<>();
        Path real = root.toRealPath();
        for (String line : disk.journal()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "sync" -> synced.add(words[1]);
                case "write" -> synced.remove(words[1]);
                case "rename" -> {
                    Path to = Path.of(words[2]);
                    if (to.startsWith(real.resolve("cache")) || to.startsWith(real.resolve("images"))) {
                        assertThat(synced).as("the bytes of a reference").contains(words[1]);
                        references.add(to);
                    } else {
                        written.add(words[2]);
                    }
                    if (to.startsWith(real.resolve("images"))) {
                        assertThat(synced).as("what an image names").containsAll(written);
                        assertThat(synced).as("its directories").containsAll(parents(written));
                    }
                }
                default -> {
                    // Nothing that has to be in order.
                }
            }
        }
        assertThat(references).hasSize(4); // three records, one image
        assertThat(synced).contains(real.resolve("images").toString());
    }

    /** An image that is named already was durable before it was. */
    @Test
    void anImageThatIsThereIsNotSyncedAgain() throws Exception {
        Path root = directory.resolve("again");
        FaultyDisk disk = FaultyDisk.never(new NioDisk());
        try (DirectoryStore store = open(root, disk)) {
            Descriptor manifest = publishImage(store, 1);
            int first = syncs(disk);
            assertThat(publishImage(store, 1)).isEqualTo(manifest);
            assertThat(syncs(disk)).as("the same image").isEqualTo(first);
            Files.delete(root.resolve("blobs/sha256")
                    .resolve(manifest.digest().hex().substring(0, 2))
                    .resolve(manifest.digest().hex()));
            publishImage(store, 1);
            assertThat(syncs(disk))
                    .as("a manifest that had to be written again")
                    .isGreaterThan(first);
            int second = syncs(disk);
            publishImage(store, 2);
            assertThat(syncs(disk)).as("another image").isGreaterThan(second);
        }
    }

    private static int syncs(FaultyDisk disk) {
        return (int) List.copyOf(disk.journal()).stream()
                .filter(line -> line.startsWith("sync"))
                .count();
    }

    /** An image without layers, made in a second of 1970. */
    private static Descriptor publishImage(DirectoryStore store, int second) throws IOException {
        byte[] config = OciJson.write(new ImageConfig(
                Instant.ofEpochSecond(second),
                "",
                new Platform("linux", "amd64"),
                ContainerConfig.EMPTY,
                List.of(),
                List.of()));
        try (BuildStore build = store.openBuild()) {
            Digest content = build.blobs().put(config);
            byte[] document = OciJson.write(new ImageManifest(
                    MediaType.OCI_MANIFEST,
                    new Descriptor(MediaType.OCI_CONFIG, content, config.length),
                    List.of(),
                    Map.of()));
            Descriptor manifest =
                    new Descriptor(MediaType.OCI_MANIFEST, build.blobs().put(document), document.length);
            ValidImages.among(build.blobs(), List.of(manifest.digest()));
            build.images().put(ImageReference.parse("image"), manifest);
            build.publish();
            return manifest;
        }
    }

    @Test
    void publishesNothingAfterASyncThatFailed() throws Exception {
        Path root = directory.resolve("failed-sync");
        open(root, FaultyDisk.never(new NioDisk())).close();
        FaultyDisk counting = FaultyDisk.never(new NioDisk());
        CacheKey key = new CacheKey("run/1", Digest.ofUtf8("image 0"));
        int firstSync;
        try (DirectoryStore store = open(root, counting);
                BuildStore build = store.openBuild()) {
            build.blobs().put(new byte[] {1});
            build.publish();
            firstSync = List.copyOf(counting.journal()).stream()
                    .map(line -> line.startsWith("sync"))
                    .toList()
                    .indexOf(true);
        }
        Disk disk = new FaultyDisk(new NioDisk(), firstSync, "Input/output error");
        try (DirectoryStore store = open(root, disk);
                BuildStore build = store.openBuild()) {
            build.blobs().put(new byte[] {2});
            assertThatThrownBy(build::publish).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> StoreProcess.putImage(build, "image", 1)).isInstanceOf(IOException.class);
            assertThatThrownBy(build::publish).isInstanceOf(IOException.class);
        }
        try (DirectoryStore store = DirectoryStore.open(root);
                BuildStore build = store.openBuild()) {
            assertThat(build.cache().find(key)).isEmpty();
            assertThat(build.images().list()).isEmpty();
        }
    }

    private static Set<String> parents(Set<String> files) {
        Set<String> parents = new HashSet<>();
        files.forEach(file -> parents.add(Path.of(file).getParent().toString()));
        return parents;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
