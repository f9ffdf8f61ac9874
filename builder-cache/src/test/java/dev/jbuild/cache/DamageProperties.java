package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import dev.jbuild.core.store.CacheIndex.KeyPlace;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.ImageStore.StoredImage;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.store.contracts.SampleIndexes;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A flipped bit or a cut in any file of the store that has a checksum: what is asked for is right or missing, and heals. */
final class DamageProperties {
    private static final DiffId LAYER = new DiffId(Digest.ofUtf8("layer"));
    private static final CacheKey KEY = new CacheKey("run/1", Digest.ofUtf8("key"));
    private static final CacheRecord RECORD = new CacheRecord(
            LAYER, Digest.ofUtf8("base"), Digest.ofUtf8("content"), Instant.EPOCH, Instant.EPOCH, "build", 7);
    private static final KeyPlace PLACE = new KeyPlace("context", "Dockerfile", "stage", 1);
    private static final KeyFields FIELDS =
            new KeyFields(KEY, Instant.EPOCH, List.of(new Field("args", List.of("make", "all"))));
    private static final ImageReference REFERENCE = ImageReference.parse("app:v1");
    private static final Descriptor MANIFEST = new Descriptor(MediaType.OCI_MANIFEST, Digest.ofUtf8("manifest"), 9);
    private static final CompressedLayer BLOB =
            new CompressedLayer(new Descriptor(MediaType.OCI_LAYER_GZIP, Digest.ofUtf8("gz"), 5), "gzip/6");
    private static final TreePath FILE = TreePath.of("src/Main.java");
    private static final FileStat STAT = new FileStat(FileKind.REGULAR, 0644, 0, 0, 10, 1, 1, 1, 1, 1, 0, 0);
    private static final byte[] BYTES = "some bytes of a blob".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private static Path root = Path.of("/nonexistent");
    private static List<Path> files = List.of();
    private static Digest concealed = Digest.ofUtf8("not yet");

    @BeforeContainer
    static void fill() throws Exception {
        root = Files.createTempDirectory("jbuild-damage").toRealPath();
        try (DirectoryStore store = DirectoryStore.open(root);
                BuildStore build = store.openBuild()) {
            build.blobs().put(BYTES);
            build.layers().putIndex(LAYER, SampleIndexes.everyKind());
            build.layers().putBlob(LAYER, BLOB);
            build.cache().put(KEY, RECORD).toCompletableFuture().get();
            build.cache().putLastFields(PLACE, FIELDS);
            concealed = build.cache().conceal("secret");
            build.images().put(REFERENCE, MANIFEST);
            try (FileDigests digests = build.fileDigests("context")) {
                digests.put(FILE, STAT, Digest.ofUtf8("x"));
            }
            build.publish();
        }
        List<Path> found = new ArrayList<>();
        for (String part : new String[] {"blobs", "layers", "cache", "files", "images"}) {
            try (Stream<Path> paths = Files.walk(root.resolve(part))) {
                paths.filter(Files::isRegularFile).sorted().forEach(found::add);
            }
        }
        files = found;
        assertThat(files).hasSize(8);
    }

    @AfterContainer
    static void delete() throws IOException {
        new dev.jbuild.cache.disk.NioDisk().deleteTree(root);
    }

    @Property(tries = 400)
    void noticesAFlippedBit(@ForAll @IntRange(max = 7) int which, @ForAll @IntRange int place) throws Exception {
        Path file = files.get(which);
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = bytes.clone();
        int bit = Math.floorMod(place, bytes.length * 8);
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        check(file, bytes, damaged);
    }

    @Property(tries = 300)
    void noticesACut(@ForAll @IntRange(max = 7) int which, @ForAll @IntRange(min = 0) int place) throws Exception {
        Path file = files.get(which);
        byte[] bytes = Files.readAllBytes(file);
        check(file, bytes, Arrays.copyOf(bytes, place % bytes.length));
    }

    @Property(tries = 100)
    void noticesBytesThatWereAdded(@ForAll @IntRange(max = 7) int which, @ForAll byte[] more) throws Exception {
        Path file = files.get(which);
        byte[] bytes = Files.readAllBytes(file);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, longer, bytes.length, more.length);
        check(file, bytes, longer);
    }

    /** With one file damaged, every answer is right or missing; the one about that file, when something changed, is missing. */
    private static void check(Path file, byte[] whole, byte[] damaged) throws Exception {
        Files.write(file, damaged);
        try (DirectoryStore store = DirectoryStore.open(root);
                BuildStore build = store.openBuild()) {
            int missing = 0;
            missing += rightOrMissing(blob(build), Optional.of(BYTES.length));
            missing += rightOrMissing(build.layers().index(LAYER), Optional.of(SampleIndexes.everyKind()));
            missing += rightOrMissing(build.cache().find(KEY), Optional.of(RECORD));
            missing += rightOrMissing(build.cache().lastFields(PLACE), Optional.of(FIELDS));
            missing += rightOrMissing(build.images().find(REFERENCE).map(StoredImage::manifest), Optional.of(MANIFEST));
            missing += build.cache().conceal("secret").equals(concealed) ? 0 : 1;
            List<CompressedLayer> blobs = build.layers().blobs(LAYER);
            missing += blobs.equals(List.of(BLOB)) ? 0 : 1;
            try (FileDigests digests = build.fileDigests("context")) {
                missing += rightOrMissing(digests.find(FILE, STAT), Optional.of(Digest.ofUtf8("x")));
            }
            boolean list =
                    file.equals(new StorePaths(root).layer(LAYER.digest()).resolve("blobs"));
            if (list) {
                assertThat(blobs).isSubsetOf(BLOB); // what was whole before added bytes is still believed
            } else {
                assertThat(missing).isEqualTo(Arrays.equals(whole, damaged) ? 0 : 1);
            }
            build.layers().putBlob(LAYER, BLOB);
            assertThat(build.layers().blobs(LAYER)).containsExactly(BLOB);
        } finally {
            Files.write(file, whole);
        }
    }

    private static Optional<Integer> blob(BuildStore build) throws IOException {
        try (InputStream in = build.blobs().open(Digest.of(BYTES))) {
            return Optional.of(in.readAllBytes().length);
        } catch (DamagedBlobException e) {
            assertThat(build.blobs().contains(Digest.of(BYTES))).isFalse();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static <T> int rightOrMissing(Optional<T> found, Optional<T> right) {
        if (found.isPresent()) {
            assertThat(found).isEqualTo(right);
        }
        return found.isPresent() ? 0 : 1;
    }
}
