package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EarlyBlobTest {
    private static final Digest HELLO = Digest.ofUtf8("hello");

    private final InMemoryBlobStore blobs = new InMemoryBlobStore();

    @Test
    void storesWhatIsSmall() throws IOException {
        assertThat(blobOf("hello").commit()).isEqualTo(HELLO);
        assertThat(blobs.contains(HELLO)).isTrue();
    }

    @Test
    void storesWhatIsSmallUnderTheDigestThatIsExpectedOnly() throws IOException {
        assertThatThrownBy(() -> blobOf("hullo").commit(HELLO)).isInstanceOf(DamagedBlobException.class);
        assertThat(blobs.contains(HELLO)).isFalse();
        assertThat(blobs.contains(Digest.ofUtf8("hullo"))).isFalse();
        blobOf("hello").commit(HELLO);
        assertThat(blobs.contains(HELLO)).isTrue();
    }

    @Test
    void countsWhatIsLarge() throws IOException {
        byte[] large = new byte[1024 * 1024];
        EarlyBlob blob = new EarlyBlob(blobs);
        blob.write(large, 0, large.length);
        assertThat(blob.sizeBytes()).isEqualTo(large.length);
        Digest digest = Digest.of(large);
        assertThatThrownBy(() -> blob.commit(digest)).isInstanceOf(DamagedBlobException.class);
        assertThat(blob.commit()).isNotEqualTo(digest);
        assertThat(blobs.contains(digest)).isFalse();
    }

    private EarlyBlob blobOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        EarlyBlob blob = new EarlyBlob(blobs);
        blob.write(bytes, 0, bytes.length);
        return blob;
    }
}
