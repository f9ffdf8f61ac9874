package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builders that are killed at any moment: what they reported is there, what is there is whole, and nothing else is left. */
final class KilledBuildsTest {
    private static final int KILLS = 12;

    private final Set<String> valid = new HashSet<>();

    @TempDir
    Path root;

    @Test
    @Timeout(120)
    void leaveOnlyWholeThings() throws Exception {
        Random random = new Random(20260101);
        List<String> reported = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (OtherProcess builder = OtherProcess.start(root, "build", Integer.toString(kill), "100000")) {
                assertThat(builder.read()).isEqualTo("started");
                for (int images = random.nextInt(3); images > 0; images--) {
                    reported.add(builder.read());
                }
                Thread.sleep(random.nextInt(100));
                builder.kill();
                reported.addAll(builder.readAll());
            }
            checkStore(reported);
        }
        assertThat(reported).hasSizeGreaterThan(KILLS / 2);
    }

    private void checkStore(List<String> reported) throws IOException {
        try (DirectoryStore store = DirectoryStore.open(root)) {
            assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REPORT))
                    .isEmpty();
            try (BuildStore build = store.openBuild()) {
                assertThat(names("leases")).containsExactly(build.lease().build());
                assertThat(names("tmp")).isEmpty();
                for (String image : reported) {
                    assertThat(build.images().find(ImageReference.parse(image)))
                            .as(image)
                            .isPresent();
                    if (valid.add(image)) {
                        validate(build, image);
                    }
                    for (int i = 0; i < 3; i++) {
                        checkRecord(build, new CacheKey("run/1", Digest.ofUtf8(image + " " + i)));
                    }
                }
            }
        }
    }

    private static void validate(BuildStore build, String image) throws IOException {
        Descriptor manifest =
                build.images().find(ImageReference.parse(image)).orElseThrow().manifest();
        ValidImages.among(build.blobs(), List.of(manifest.digest()));
    }

    private static void checkRecord(BuildStore build, CacheKey key) throws IOException {
        Optional<CacheRecord> record = build.cache().find(key);
        assertThat(record).as("%s", key).isPresent();
        assertThat(build.layers().index(record.get().layerIfAny().orElseThrow()))
                .isPresent();
        assertThat(build.blobs()
                        .contains(record.get().layerIfAny().orElseThrow().digest()))
                .isTrue();
    }

    private List<String> names(String part) throws IOException {
        try (Stream<Path> paths = Files.list(root.resolve(part))) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
