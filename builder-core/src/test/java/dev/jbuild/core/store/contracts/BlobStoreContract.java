package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} does. */
public interface BlobStoreContract {

    BlobStore blobs() throws IOException;

    /** Puts other bytes in the place of a blob, behind the store's back. */
    void damage(Digest digest, byte[] bytes) throws IOException;

    @Test
    default void keepsBytesUnderTheirDigest() throws IOException {
        byte[] bytes = text("hello");
        Digest digest = blobs().put(bytes);
        assertThat(digest).isEqualTo(Digest.of(bytes));
        assertThat(blobs().contains(digest)).isTrue();
        assertThat(blobs().sizeBytes(digest)).hasValue(5);
        assertThat(read(digest)).isEqualTo(bytes);
    }

    @Test
    default void keepsNoBytesAtAll() throws IOException {
        Digest digest = blobs().put(new byte[0]);
        assertThat(blobs().sizeBytes(digest)).hasValue(0);
        assertThat(read(digest)).isEmpty();
    }

    @Test
    default void keepsLargeBlobsWrittenPieceByPiece() throws IOException {
        byte[] bytes = new byte[300_001];
        new Random(7).nextBytes(bytes);
        try (BlobWriter writer = blobs().create()) {
            writer.write(bytes[0]);
            writer.write(bytes, 1, 200_000);
            writer.write(bytes, 200_001, 100_000);
            assertThat(writer.sizeBytes()).isEqualTo(bytes.length);
            writer.commit(Digest.of(bytes));
        }
        assertThat(read(Digest.of(bytes))).isEqualTo(bytes);
    }

    @Test
    default void putsTwiceAsOnce() throws IOException {
        Digest digest = blobs().put(text("twice"));
        assertThat(blobs().put(text("twice"))).isEqualTo(digest);
        assertThat(read(digest)).isEqualTo(text("twice"));
    }

    @Test
    default void saysWhatIsMissing() throws IOException {
        Digest missing = Digest.ofUtf8("nobody put this");
        assertThat(blobs().sizeBytes(missing)).isEmpty();
        assertThat(blobs().contains(missing)).isFalse();
        assertThat(blobs().file(missing)).isEmpty();
        assertThatThrownBy(() -> blobs().open(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> blobs().openChannel(missing)).isInstanceOf(NoSuchFileException.class);
        blobs().delete(missing);
    }

    @Test
    default void showsNothingBeforeCommit() throws IOException {
        byte[] bytes = text("not committed");
        try (BlobWriter writer = blobs().create()) {
            writer.write(bytes);
            assertThat(blobs().contains(Digest.of(bytes))).isFalse();
        }
        assertThat(blobs().contains(Digest.of(bytes))).isFalse();
    }

    @Test
    default void refusesBytesThatAreNotTheExpectedOnes() throws IOException {
        byte[] bytes = text("what came");
        Digest expected = Digest.ofUtf8("what was asked for");
        try (BlobWriter writer = blobs().create()) {
            writer.write(bytes);
            assertThatThrownBy(() -> writer.commit(expected)).isInstanceOf(DamagedBlobException.class);
        }
        assertThat(blobs().contains(expected)).isFalse();
        assertThat(blobs().contains(Digest.of(bytes))).isFalse();
    }

    @Test
    default void commitsUnderTheExpectedAlgorithm() throws IOException {
        byte[] bytes = text("long digests");
        Digest sha512 = new Digest(
                Digest.Algorithm.SHA512,
                java.util.HexFormat.of()
                        .formatHex(Digest.Algorithm.SHA512.newMessageDigest().digest(bytes)));
        try (BlobWriter writer = blobs().create()) {
            writer.write(bytes);
            writer.commit(sha512);
        }
        assertThat(read(sha512)).isEqualTo(bytes);
    }

    @Test
    default void takesNothingAfterCommit() throws IOException {
        try (BlobWriter writer = blobs().create()) {
            writer.write(1);
            writer.commit();
            assertThatThrownBy(() -> writer.write(2)).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void readsByPosition() throws IOException {
        Digest digest = blobs().put(text("0123456789"));
        try (SeekableByteChannel channel = blobs().openChannel(digest)) {
            ByteBuffer three = ByteBuffer.allocate(3);
            channel.position(4).read(three);
            assertThat(three.array()).isEqualTo(text("456"));
            assertThat(channel.size()).isEqualTo(10);
        }
    }

    @Test
    default void forgetsWhatIsDeleted() throws IOException {
        Digest digest = blobs().put(text("going"));
        blobs().delete(digest);
        assertThat(blobs().contains(digest)).isFalse();
        blobs().put(text("going"));
        assertThat(read(digest)).isEqualTo(text("going"));
    }

    @Test
    default void noticesDamageAtTheEndAndThenIsMissing() throws IOException {
        Digest digest = blobs().put(text("whole"));
        damage(digest, text("whale"));
        assertThatThrownBy(() -> read(digest)).isInstanceOf(DamagedBlobException.class);
        assertThat(blobs().contains(digest)).isFalse();
        blobs().put(text("whole"));
        assertThat(read(digest)).isEqualTo(text("whole"));
    }

    @Test
    default void noticesTruncation() throws IOException {
        Digest digest = blobs().put(text("whole"));
        damage(digest, text("who"));
        assertThatThrownBy(() -> read(digest)).isInstanceOf(DamagedBlobException.class);
    }

    @Test
    default void takesTheSameBlobFromManyThreads() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(11).nextBytes(bytes);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Digest>> results = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                results.add(threads.submit(() -> blobs().put(bytes)));
            }
            for (Future<Digest> result : results) {
                assertThat(result.get()).isEqualTo(Digest.of(bytes));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(read(Digest.of(bytes))).isEqualTo(bytes);
    }

    private byte[] read(Digest digest) throws IOException {
        try (InputStream in = blobs().open(digest)) {
            return in.readAllBytes();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
