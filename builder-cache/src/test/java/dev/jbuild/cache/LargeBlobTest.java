package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob that is hashed beside its writing, and on its way to the disk before it is whole, is what was written. */
class LargeBlobTest {
    private static final int PIECES = 150;

    @TempDir
    Path directory;

    @Test
    void isWhatWasWrittenFromArraysThatTakeTurns() throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Random random = new Random(5);
        byte[][] arrays = new byte[BlobWriter.ARRAYS_IN_USE][256 * 1024];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store"));
                BuildStore build = store.openBuild();
                BlobWriter blob = build.blobs().create(pool)) {
            for (int i = 0; i < PIECES; i++) {
                byte[] array = arrays[i % arrays.length];
                random.nextBytes(array);
                int length = i % 7 == 0 ? random.nextInt(70_000) : array.length; // small ones are gathered
                blob.write(array, 0, length);
                all.write(array, 0, length);
            }
            Digest digest = blob.commit();

            assertThat(digest).isEqualTo(Digest.of(all.toByteArray()));
            try (InputStream in = build.blobs().open(digest)) {
                assertThat(in.readAllBytes()).isEqualTo(all.toByteArray());
            }
        } finally {
            pool.shutdown();
        }
    }
}
