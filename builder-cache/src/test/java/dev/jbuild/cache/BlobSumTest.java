package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large blobs are checked by a sum that is kept with their files, when they are read; where there is none by their digest. */
class BlobSumTest {
    private static final int SIZE_BYTES = 3 * 1024 * 1024 + 17;

    @TempDir
    Path directory;

    private final byte[] bytes = new byte[SIZE_BYTES];
    private DirectoryStore store;
    private BuildStore build;

    @BeforeEach
    void open() throws IOException {
        new Random(3).nextBytes(bytes);
        store = DirectoryStore.open(directory.toRealPath().resolve("store"));
        build = store.openBuild();
    }

    @AfterEach
    void close() throws IOException {
        build.close();
        store.close();
    }

    private Path put() throws IOException {
        return build.blobs().file(build.blobs().put(bytes)).orElseThrow();
    }

    private byte[] read() throws IOException {
        try (InputStream in = build.blobs().open(Digest.of(bytes))) {
            return in.readAllBytes();
        }
    }

    private void assertDamaged() throws IOException {
        assertThatThrownBy(this::read)
                .isInstanceOf(DamagedBlobException.class)
                .hasMessageContaining(Digest.of(bytes).toString());
        assertThat(build.blobs().contains(Digest.of(bytes))).isFalse();
        put();
        assertThat(read()).isEqualTo(bytes);
    }

    @Test
    void keepsASumWithALargeFileOnly() throws IOException {
        Path large = put();
        Path small = build.blobs().file(build.blobs().put(new byte[1000])).orElseThrow();
        Assumptions.assumeTrue(new NioDisk().note(large).isPresent(), "no extended attributes here");

        assertThat(new NioDisk().note(large).orElseThrow())
                .startsWith(ByteBuffer.allocate(8).putLong(SIZE_BYTES).array());
        assertThat(new NioDisk().note(small)).isEmpty();
        assertThat(read()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_500_000, SIZE_BYTES - 1})
    void noticesAChangedByte(int at) throws IOException {
        try (FileChannel file = FileChannel.open(put(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[at] ^ 4)}), at);
        }
        assertDamaged();
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE_BYTES - 1, 2_000_000, 5, 0})
    void noticesACut(int sizeBytes) throws IOException {
        try (FileChannel file = FileChannel.open(put(), StandardOpenOption.WRITE)) {
            file.truncate(sizeBytes);
        }
        assertDamaged();
    }

    @Test
    void skippingIsReading() throws IOException {
        try (FileChannel file = FileChannel.open(put(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[7] ^ 4)}), 7);
        }
        assertThatThrownBy(() -> {
                    try (InputStream in = build.blobs().open(Digest.of(bytes))) {
                        in.skipNBytes(100);
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(DamagedBlobException.class);
    }

    @Test
    void goesByTheDigestWhereThereIsNoSum() throws IOException {
        Path place = put();
        byte[] other = bytes.clone();
        other[9] ^= 1;
        Files.delete(place);
        Files.write(place, other); // a new file, without a note
        assertDamaged();
        Files.delete(place);
        Files.write(place, bytes);
        assertThat(read()).isEqualTo(bytes);
    }

    @Test
    void believesNoSumThatIsOfOtherBytes() throws IOException {
        Path place = put();
        Assumptions.assumeTrue(new NioDisk().note(place).isPresent(), "no extended attributes here");
        new NioDisk().note(place, new byte[16]);
        assertDamaged();
    }
}
