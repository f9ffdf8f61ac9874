package dev.jbuild.exec.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Hashing;
import dev.jbuild.core.oci.StreamHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LaneHashingTest {
    private static final int PIECE = LaneHashing.PIECE_BYTES;
    private static final int[] LENGTHS = {
        0, 1, 55, 56, 63, 64, 65, 511, 512, 513, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 64, 5 * PIECE + 7
    };

    private final Hashing hashing = new LaneHashing();

    @Test
    void hashesAStreamThatComesInPiecesOfAnySize() {
        Random random = new Random(3);
        for (int length : LENGTHS) {
            byte[] bytes = bytes(random, length);
            assertThat(given(random, bytes).digest()).as("%d bytes", length).isEqualTo(Digest.of(bytes));
        }
    }

    @Test
    void hashesManyStreamsOfOneThreadWhoseEndsAreWaitedForTogether() {
        Random random = new Random(4);
        List<byte[]> all = new ArrayList<>();
        List<StreamHash> hashes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = bytes(random, random.nextInt(8) == 0 ? 2 * PIECE + i : 70 * i);
            all.add(bytes);
            StreamHash hash = given(random, bytes);
            hash.end();
            hash.end(); // says nothing new
            hashes.add(hash);
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(hashes.get(i).digest()).isEqualTo(Digest.of(all.get(i)));
        }
    }

    @Test
    void hashesStreamsOfManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Boolean>> right = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int seed = i;
                right.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    byte[] bytes = bytes(random, random.nextInt(6 * PIECE));
                    return given(random, bytes).digest().equals(Digest.of(bytes));
                }));
            }
            for (Future<Boolean> each : right) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void isNotHeldUpByAStreamThatNobodyEnds() {
        Random random = new Random(5);
        given(random, bytes(random, 3 * PIECE));
        byte[] bytes = bytes(random, 3 * PIECE);
        assertThat(given(random, bytes).digest()).isEqualTo(Digest.of(bytes));
    }

    @Test
    void hashesBySha512OnlyAsJavaDoes() {
        StreamHash hash = hashing.begin(Digest.Algorithm.SHA512);
        hash.update(new byte[3], 0, 3);
        assertThat(hash.digest().toString()).startsWith("sha512:6d518f8b31d1882f");
    }

    @Test
    void isOnlyTakenWhereItIsOfUse() {
        assertThat(LaneHashing.here() instanceof LaneHashing).isEqualTo(HashBatch.isOfUse());
    }

    @Test
    void takesNothingAfterTheEnd() {
        StreamHash hash = hashing.begin(Digest.Algorithm.SHA256);
        hash.end();
        assertThatThrownBy(() -> hash.update(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(hash.digest()).isEqualTo(Digest.of(new byte[0]));
    }

    private StreamHash given(Random random, byte[] bytes) {
        StreamHash hash = hashing.begin(Digest.Algorithm.SHA256);
        byte[] piece = new byte[100_000];
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(piece.length - 10));
            System.arraycopy(bytes, at, piece, 10, length);
            hash.update(piece, 10, length);
            at += length;
        }
        return hash;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
