package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("smoke")
class CompressorTest {
    private static final Compressor GZIP = Compressor.of(Compression.GZIP);
    private static final int MIB = 1 << 20;

    @Test
    void writesAGzipHeaderWithoutTimeAndSystem() throws IOException {
        byte[] empty = compress(GZIP, new byte[0], Workers.ALONE);

        assertThat(empty).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255).hasSize(10 + 2 + 8);
        assertThat(Decompression.open(new ByteArrayInputStream(empty)).readAllBytes())
                .isEmpty();
    }

    @Test
    void storesBlocksThatDoNotCompress() throws IOException {
        byte[] noise = Samples.noise(3 * MIB, 1);

        byte[] compressed = compress(GZIP, noise, Workers.ALONE);

        assertThat(compressed.length - noise.length).isBetween(3 * 17 * 5, 3 * 17 * 5 + 20);
    }

    @Test
    void compressesALittleTextAmongNoise() throws IOException {
        byte[] mixed = Samples.noise(4 * MIB, 2);
        for (int at = 50_000; at < mixed.length; at += 100_000) {
            System.arraycopy(Samples.text(10_000, at), 0, mixed, at, Math.min(10_000, mixed.length - at));
        }

        assertThat(compress(GZIP, mixed, Workers.ALONE).length).isLessThan((int) (mixed.length * 0.99));
    }

    @Test
    void compressesNoiseThatIsRepeatedNearby() throws IOException {
        byte[] repeated = new byte[2 * MIB];
        byte[] piece = Samples.noise(5_000, 3);
        for (int at = 0; at < repeated.length; at += piece.length) {
            System.arraycopy(piece, 0, repeated, at, Math.min(piece.length, repeated.length - at));
        }

        assertThat(compress(GZIP, repeated, Workers.ALONE).length).isLessThan(repeated.length / 10);
    }

    @Test
    void looksBackIntoTheBlockBefore() throws IOException {
        byte[] noise = Samples.noise(MIB + 30_000, 4);
        System.arraycopy(noise, MIB - 30_000, noise, MIB, 30_000);

        assertThat(compress(GZIP, noise, Workers.ALONE).length).isLessThan(MIB + 2_000);
    }

    @Test
    void isSmallerAtHigherLevels() throws IOException {
        byte[] text = Samples.text(MIB, 5);

        int stored = compress(new Compressor(Compression.GZIP, 0), text, Workers.ALONE).length;
        int fast = compress(new Compressor(Compression.GZIP, 1), text, Workers.ALONE).length;
        int best = compress(new Compressor(Compression.GZIP, 9), text, Workers.ALONE).length;

        assertThat(stored).isGreaterThan(text.length);
        assertThat(best).isLessThan(fast).isLessThan(text.length / 2);
    }

    @Tag("slow")
    @Test
    void asksForNoLargeWindowAtTheHighestLevel() throws IOException {
        byte[] noise = Samples.noise(17 * MIB, 6);
        byte[] compressed = compress(new Compressor(Compression.ZSTD, 22), noise, Workers.ALONE);

        int descriptor = compressed[5] & 0xff; // RFC 8878, 3.1.1.1.2
        assertThat(1L << (10 + (descriptor >>> 3))).isLessThanOrEqualTo(8L * MIB);
    }

    @Test
    void letsWorkersOfTheSamePoolCompressManyStreams() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            byte[] text = Samples.text(5 * MIB, 7);
            byte[] alone = compress(GZIP, text, Workers.ALONE);
            Workers workers = new Workers(pool, 2);
            Future<byte[]> one = pool.submit(() -> compress(GZIP, text, workers));
            Future<byte[]> other = pool.submit(() -> compress(GZIP, text, workers));

            assertThat(one.get()).isEqualTo(alone);
            assertThat(other.get()).isEqualTo(alone);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void passesOnWhatTheStreamBelowThrows() {
        OutputStream full = new OutputStream() {
            private int left = 2 * MIB;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("no space left");
                }
            }
        };
        assertThatThrownBy(() -> {
                    try (CompressingStream stream = GZIP.open(full, Workers.ALONE)) {
                        stream.write(Samples.noise(4 * MIB, 8));
                        stream.finish();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    @ParameterizedTest
    @CsvSource({"NONE,1", "GZIP,-1", "GZIP,10", "ZSTD,-1", "ZSTD,23"})
    void refusesLevelsThatThereAreNot(Compression compression, int level) {
        assertThatThrownBy(() -> new Compressor(compression, level))
                .hasMessage("got level %d, want 0 to %d", level, Compressor.maxLevel(compression));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void namesWhatDecidesTheBytes(Compression compression) {
        Compressor compressor = Compressor.of(compression);

        assertThat(compressor.recipe())
                .isEqualTo(Compressor.of(compression).recipe())
                .matches("none|gzip/4/zlib-[0-9a-f]{12}|zstd/3/1\\.[0-9.-]+");
        if (compression != Compression.NONE) {
            assertThat(new Compressor(compression, 1).recipe()).isNotEqualTo(compressor.recipe());
        }
    }

    static byte[] compress(Compressor compressor, byte[] content, Workers workers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CompressingStream stream = compressor.open(out, workers)) {
            int half = content.length / 3;
            stream.write(content, 0, half);
            stream.write(Arrays.copyOfRange(content, half, content.length));
            stream.finish();
        }
        return out.toByteArray();
    }
}
